import { createInProcessBus } from '@dunlin/backends/bus';
import { createPostgresSearch } from '@dunlin/backends/search';
import { createTestApp, type TestApp, type TestUser } from '@dunlin/harness';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { describeError } from '../../src/core/errors.ts';
import { write } from '../../src/core/mutation.ts';
import { verifyCounters } from '../../src/counters/verify-counters.ts';
import { appendEvents } from '../../src/outbox/append.ts';
import { verifySearch } from '../../src/search/verify-search.ts';
import { verifyTimelines } from '../../src/timelines/verify-timelines.ts';
import { accounts, actionsOfOne, at, perform, quarrelsome } from './actions.ts';
import { findWrongNotifications } from './find-wrong-notifications.ts';
import { countStatements, killAt, readCounts, toMortalUrl } from './mortal-backends.ts';

// biome-ignore lint/style/noProcessEnv: how long to look for counterexamples is for whoever runs it to say
const numRuns = Number(process.env.PROPERTY_RUNS ?? 3);
const settings = { fanOutSliceSize: 2, jobRetryDelayMs: 1, checkAnswers: false };

const histories = fc.tuple(...Array.from({ length: accounts }, (_, account) => actionsOfOne(account)));
const kills = fc.uniqueArray(fc.integer({ min: 1, max: 150 }), { minLength: 3, maxLength: 12 });
/** Which of the two workers ends, and is followed by another. */
const successions = fc.array(fc.nat({ max: 1 }), { maxLength: 2 });

const stack = new AsyncDisposableStack();
const bus = stack.use(createInProcessBus());
/** Ends with the test, not with each of those who share it. */
const sharedBus = { ...bus, [Symbol.asyncDispose]: async () => {} };
const app = stack.use(await createTestApp({ bus: sharedBus, settings, runsJobs: false }));
const [moderator] = await app.createStaff('admin', 'moderator');
await announce([moderator]);
await countStatements(app.db);
afterAll(() => stack.disposeAsync());

test('whatever is done while consumers are killed and workers come and go, all comes of it, and once', {
  timeout: numRuns * 10_000,
}, async () => {
  const workers = [await startWorker(), await startWorker()];
  const total = { runs: 0, statements: 0, kills: 0 };
  await fc.assert(
    fc.asyncProperty(histories, kills, successions, async (histories, fatalStatements, restarts) => {
      total.runs += 1;
      const users = await app.createUsers(...histories.map((_, account) => `run${total.runs}_${account}`));
      await announce(users);
      await killAt(app.db, fatalStatements);
      const tweets = await Promise.all(users.map(postFirst));
      const act = async (actions: (typeof histories)[number], account: number) => {
        for (const action of actions)
          await perform(action, { app, moderator, users, user: at(users, account), tweets });
      };
      const restart = async () => {
        for (const place of restarts) {
          await end(at(workers, place));
          workers[place] = await startWorker();
        }
      };
      await Promise.all([...histories.map(act), restart()]);
      await Promise.all(workers.map((worker) => worker.drain()));
      const { statements, kills } = await readCounts(app.db);
      total.statements += statements;
      total.kills += kills;
      await expectRight(users.slice(quarrelsome));
    }),
    { numRuns, endOnFailure: true },
  );
  for (const worker of workers) await end(worker);
  process.stderr.write(`${total.runs} runs, ${total.statements} statements, ${total.kills} kills\n`);
  expect(total.kills).toBeGreaterThan(0);
});

async function expectRight(peaceful: readonly TestUser[]): Promise<void> {
  const { db, api } = app;
  const timelines = await verifyTimelines(db, api.services);
  expect(timelines).toMatchObject({ missing: 0, extra: 0, duplicates: 0, misordered: 0 });
  expect(await verifyCounters(db)).toMatchObject({ wrong: 0 });
  const search = await verifySearch(db, createPostgresSearch(db));
  expect(search).toMatchObject({ missing: 0, extra: 0, different: 0 });
  const ids = peaceful.map(({ id }) => id);
  expect(await findWrongNotifications(db, ids)).toEqual([]);
  expect(await findQuotesBehindBlocks()).toEqual([]);
  expect(await api.failedJobs.list()).toEqual([]);
}

/** Those that a block which stands should have had detached. */
function findQuotesBehindBlocks() {
  return app.db
    .selectFrom('tweets')
    .innerJoin('tweets as quoted', 'quoted.id', 'tweets.quotedId')
    .innerJoin('blocks', (join) =>
      join.onRef('blockerId', '=', 'quoted.authorId').onRef('blockedId', '=', 'tweets.authorId'),
    )
    .select('tweets.id')
    .execute();
}

/** As when they register. */
function announce(users: readonly TestUser[]): Promise<void> {
  const events = users.map(({ id }) => ({ type: 'user.created', userId: id }) as const);
  return write(app.api.services, (writer) => appendEvents(writer, events));
}

async function postFirst(user: TestUser) {
  const { id } = await app.as(user).tweets.create({ text: 'the first' });
  return { id, authorId: user.id };
}

async function startWorker(): Promise<TestApp> {
  const peer = { databaseUrl: toMortalUrl(app.databaseUrl) };
  return stack.use(await createTestApp({ peer, bus: sharedBus, settings }));
}

/** Nothing went wrong in it but that its connections were ended. */
async function end(worker: TestApp): Promise<void> {
  await worker[Symbol.asyncDispose]();
  for (const error of worker.errors) expect(describeError(error)).toMatchObject({ code: 'UNAVAILABLE' });
}
