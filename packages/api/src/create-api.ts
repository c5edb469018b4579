import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '@dunlin/backends/bus';
import type { Search, SearchCounts, SearchReplica } from '@dunlin/backends/search';
import type { Storage } from '@dunlin/backends/storage';
import type { Database } from '@dunlin/db';
import { createImpressions } from './analytics/impressions.ts';
import { createAuthenticator } from './auth/authenticator.ts';
import { consumers } from './consumers.ts';
import type { Context, RequestInfo, Services } from './core/context.ts';
import { deriveKeys } from './core/keys.ts';
import type { Observer } from './core/observer.ts';
import { createAnswerCheck } from './core/output.ts';
import { createCursors } from './core/pagination.ts';
import { defaultSettings, type Settings } from './core/settings.ts';
import { createLimits } from './limits/limits.ts';
import { createSharedCounts, type SharedCountsOptions } from './limits/shared-counts.ts';
import { createHints } from './live/hints.ts';
import { openWorkFolder } from './media/work-folder.ts';
import { type Backlog, measureBacklog } from './outbox/backlog.ts';
import { type Jobs, startJobs } from './outbox/jobs.ts';
import { hasPendingEvents as hasPending, type Relay, startRelay } from './outbox/relay.ts';
import { appRouter } from './router.ts';
import { schedules } from './schedules.ts';
import { type RunningSearch, startSearch } from './search/replica/start-search.ts';
import { createViews } from './views/views.ts';

export interface ApiOptions {
  db: Database;
  /** The same database; the job queue has connections of its own. */
  databaseUrl: string;
  bus: Bus;
  /** Where the processes of the installation count limits together; without it each counts alone. */
  sharedCounts?: SharedCountsOptions | undefined;
  search: Search;
  /** A second index, prepared: it answers while it is whole. */
  searchReplica?: SearchReplica | undefined;
  /** Where media are kept. */
  storage: Storage;
  /** Whether this process runs jobs, and what happens by the clock; unless it does, others must. */
  runsJobs?: boolean;
  /** A folder for files that nobody needs after a crash; made if need be. */
  workFolder: string;
  /** At least 32 characters; all keys are derived from it. */
  secret: string;
  settings?: Partial<Settings>;
  observer?: Observer;
  /** Told of what went wrong outside a request. */
  onError: (error: unknown, job?: { name: string; id: string }) => void;
}

export interface Api extends AsyncDisposable {
  services: Services;
  jobs: Jobs;
  createContext(request: RequestInfo): Context;
  /** How searches were answered, where there is a replica. */
  searchCounts: SearchCounts | undefined;
  /** What waits to be done, as the database knows it. */
  measureBacklog(): Promise<Backlog>;
  /** Resolves when every event so far has had all its consequences, and every impression is written. */
  drain(): Promise<void>;
}

/** The API on a migrated database (its tables by `migrate`, the queue's by `migrateQueue`), with its relay and jobs running if it is to. Disposing it finishes the jobs under way. */
export async function createApi(options: ApiOptions): Promise<Api> {
  await using stack = new AsyncDisposableStack();
  const { db, bus, storage, workFolder, databaseUrl, secret, onError, runsJobs = true } = options;
  stack.use(await openWorkFolder(workFolder));
  const ending = new AbortController();
  const settings = { ...defaultSettings, ...options.settings };
  const keys = deriveKeys(secret);
  const hints = stack.use(await createHints(bus));
  const authenticator = createAuthenticator({ db, hints, key: keys.accessToken, settings });
  const shared = options.sharedCounts && stack.use(createSharedCounts(options.sharedCounts));
  const impressions = stack.use(createImpressions({ db, flushMs: settings.impressionFlushMs, onError }));
  const searching = stack.use(
    await startSearch({ db, own: options.search, replica: options.searchReplica, runsJobs, onError }),
  );
  const services: Services = {
    db,
    hints,
    keys,
    settings,
    cursors: createCursors(keys.cursor),
    authenticator,
    limits: createLimits({ settings, authenticator, key: keys.accountName, shared }),
    views: createViews(db, hints),
    impressions,
    search: searching.search,
    searchReplica: options.searchReplica,
    storage,
    workFolder,
    stopping: ending.signal,
    observer: options.observer,
    checkAnswer: settings.checkAnswers ? createAnswerCheck(appRouter) : undefined,
  };
  const jobs = stack.use(
    await startJobs({ services, databaseUrl, consumers, schedules, runs: runsJobs, onError }),
  );
  const relay = runsJobs
    ? stack.use(startRelay({ db, hints, consumers, enqueue: jobs.enqueue, onError }))
    : undefined;
  stack.defer(() => ending.abort(new Error('The process is ending.')));
  const owned = stack.move();
  return {
    services,
    jobs,
    searchCounts: searching.counts,
    measureBacklog: () => measureBacklog(db),
    createContext: (request) => ({ ...services, request }),
    drain: () => drain(db, { relay, searching, impressions }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function drain(
  db: Database,
  parts: { relay: Relay | undefined; searching: RunningSearch; impressions: { flush(): Promise<void> } },
): Promise<void> {
  await parts.relay?.flush();
  while (await hasPendingEvents(db)) {
    await delay(5);
    await parts.relay?.flush();
  }
  await parts.searching.flush();
  await parts.impressions.flush();
}

/** Whether an event has not had all its consequences yet; those that only a newer process knows do not count. */
export function hasPendingEvents(db: Database): Promise<boolean> {
  return hasPending(db, consumers);
}
