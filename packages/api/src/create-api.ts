import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '@dunlin/backends/bus';
import type { OwnSearch, SearchCounts, SearchReplica } from '@dunlin/backends/search';
import type { Storage } from '@dunlin/backends/storage';
import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { startEndingSuspensions } from './admin/end-suspensions.ts';
import { createImpressions } from './analytics/impressions.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import { consumers } from './consumers.ts';
import { createAnswerCheck } from './core/answer-check.ts';
import type { Context, RequestInfo, Services } from './core/context.ts';
import { AppError } from './core/errors.ts';
import { createKeptAnswers } from './core/kept-answers.ts';
import { deriveKeys } from './core/keys.ts';
import type { Observer } from './core/observer.ts';
import { createPace } from './core/pace.ts';
import { createCursors } from './core/pagination.ts';
import { defaultSettings, type Settings } from './core/settings.ts';
import { createLimits } from './limits/limits.ts';
import { createSharedCounts, type SharedCountsOptions } from './limits/shared-counts.ts';
import { createHints } from './live/hints.ts';
import { openWorkFolder } from './media/work-folder.ts';
import { measureBacklog } from './outbox/backlog.ts';
import { type Draining, startDraining } from './outbox/drain-outbox.ts';
import { type FailedJob, listFailedJobs, retryFailedJobs } from './outbox/failed-jobs.ts';
import { type HandOver, startHandingOver } from './outbox/hand-over.ts';
import { hasPendingEvents as hasPending } from './outbox/pending-events.ts';
import type { JobQueue } from './outbox/queue/job-queue.ts';
import { clearPostgresQueue, openPostgresQueue } from './outbox/queue/postgres-queue.ts';
import type { RedisQueueOptions } from './outbox/queue/redis-queue.ts';
import { type RunJobsOptions, startRunningJobs } from './outbox/run-jobs.ts';
import { appRouter } from './router.ts';
import { schedules } from './schedules.ts';
import { type RunningSearch, startSearch } from './search/replica/start-search.ts';
import { createViews } from './views/views.ts';

export interface ApiOptions {
  db: Database;
  /** The same database; the job queue has connections of its own. */
  databaseUrl: string;
  /** Where the job queue is, if not in the database. */
  redis?: RedisQueueOptions | undefined;
  bus: Bus;
  /** Where the processes of the installation count limits together; without it each counts alone. */
  sharedCounts?: SharedCountsOptions | undefined;
  search: OwnSearch;
  /** A second index, prepared: it answers while it is whole. */
  searchReplica?: SearchReplica | undefined;
  /** Where media are kept. */
  storage: Storage;
  /** Whether this process runs jobs, and what happens by the clock; unless it does, others must. */
  runsJobs?: boolean;
  /** A folder for files that nobody needs after a crash; made if need be. */
  workFolder: string;
  /** Whether there is room for so many bytes; without, what would be written is refused, and read as ever. */
  hasRoomFor?: (bytes: number) => boolean;
  /** At least 32 characters; all keys are derived from it. */
  secret: string;
  settings?: Partial<Settings>;
  observer?: Observer;
  /** Told of what went wrong outside a request. */
  onError: (error: unknown, job?: { name: string; id: string }) => void;
}

export interface Api extends AsyncDisposable {
  services: Services;
  failedJobs: {
    list(): Promise<FailedJob[]>;
    /** @returns how many are tried again. */
    retry(): Promise<number>;
  };
  createContext(request: RequestInfo): Context;
  /** How searches were answered, where there is a replica. */
  searchCounts: SearchCounts | undefined;
  /** @throws when the database does not answer. */
  ping(): Promise<void>;
  /** Resolves when every event so far has had all its consequences, and every impression is written. */
  drain(): Promise<void>;
}

/** The API on a migrated database (its tables by `migrate`, the queue's by `migrateQueue`), with its outbox drained and its jobs run here if they are to be. Disposing it finishes what is under way. */
export async function createApi(options: ApiOptions): Promise<Api> {
  await using stack = new AsyncDisposableStack();
  const { db, bus, storage, workFolder, secret, onError, runsJobs = true, hasRoomFor = () => true } = options;
  stack.use(await openWorkFolder(workFolder));
  const ending = new AbortController();
  const settings = { ...defaultSettings, ...options.settings };
  const keys = deriveKeys(secret);
  const hints = stack.use(await createHints(bus));
  const authenticator = createAuthenticator({ db, hints, key: keys.accessToken, settings });
  const shared = options.sharedCounts && stack.use(createSharedCounts(options.sharedCounts, { onError }));
  const impressions = stack.use(createImpressions({ db, flushMs: settings.impressionFlushMs, onError }));
  const searching = stack.use(
    await startSearch({ db, own: options.search, replica: options.searchReplica, runsJobs, onError }),
  );
  const queue = stack.use(await openQueue(options, { retryDelayMs: settings.jobRetryDelayMs }));
  const services: Services = {
    db,
    hints,
    keys,
    settings,
    cursors: createCursors(keys.cursor),
    authenticator,
    limits: createLimits({ settings, authenticator, key: keys.accountName, shared }),
    keptAnswers: createKeptAnswers({ db, bounds: settings.keptAnswers, onError }),
    assertRoom(bytes = 0) {
      if (!hasRoomFor(bytes)) throw new AppError('STORAGE_FULL');
    },
    views: createViews(db, hints),
    pace: createPace({ stopping: ending.signal }),
    impressions,
    search: searching.search,
    storage,
    workFolder,
    measureBacklog: () => measureBacklog(db, queue),
    stopping: ending.signal,
    observer: options.observer,
    checkAnswer: settings.checkAnswers ? createAnswerCheck(appRouter) : undefined,
  };
  const work = runsJobs ? await startWork(stack, { services, queue, onError }) : undefined;
  stack.defer(() => ending.abort(new Error('The process is ending.')));
  const owned = stack.move();
  return {
    services,
    searchCounts: searching.counts,
    failedJobs: createFailedJobs(db, work),
    ping: async () => void (await sql`select 1`.execute(db)),
    createContext: (request) => ({ ...services, request }),
    drain: () => drain(db, { work, searching, impressions }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Loads the client of Redis only where there is one. */
async function openQueue(
  { db, databaseUrl, redis, onError }: ApiOptions,
  { retryDelayMs }: { retryDelayMs: number },
): Promise<JobQueue> {
  if (!redis) return openPostgresQueue({ db, databaseUrl, retryDelayMs, onError });
  await clearPostgresQueue(db);
  const { openRedisQueue } = await import('./outbox/queue/redis-queue.ts');
  return openRedisQueue(redis, { retryDelayMs, onError });
}

/** Drains the outbox and runs jobs and schedules in this process until the stack is disposed. */
async function startWork(
  stack: AsyncDisposableStack,
  { services, queue, onError }: Pick<RunJobsOptions, 'services' | 'queue' | 'onError'>,
): Promise<Work> {
  const { db, settings } = services;
  const timed = settings.runSchedules ? schedules : [];
  if (settings.runSchedules) stack.use(startEndingSuspensions(services, { onError }));
  stack.use(await startRunningJobs({ services, queue, consumers, schedules, onError }));
  await queue.setSchedules(timed);
  const handOver = stack.use(startHandingOver({ db, queue, consumers, schedules: timed, onError }));
  return { handOver, draining: stack.use(startDraining({ services, consumers, handOver, onError })) };
}

interface Work {
  draining: Draining;
  handOver: HandOver;
}

function createFailedJobs(db: Database, work: Work | undefined): Api['failedJobs'] {
  return {
    list: () => listFailedJobs(db),
    async retry() {
      const retried = await retryFailedJobs(db);
      await work?.handOver.restore();
      return retried.length;
    },
  };
}

async function drain(
  db: Database,
  parts: { work: Work | undefined; searching: RunningSearch; impressions: { flush(): Promise<void> } },
): Promise<void> {
  // While the database is away it fails; it tells of that itself.
  const flush = async () => parts.work?.draining.flush().catch(() => {});
  await flush();
  while (await hasPendingEvents(db)) {
    await delay(5);
    await flush();
  }
  await parts.searching.flush();
  await parts.impressions.flush();
}

/** Whether an event has not had all its consequences yet; those that only a newer process knows do not count. */
export function hasPendingEvents(db: Database): Promise<boolean> {
  return hasPending(db, consumers);
}
