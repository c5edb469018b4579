import { createPostgresSearch, createStems, type Search, type SearchWriter } from '@dunlin/backends/search';
import { openTypesenseSearch } from '@dunlin/backends/search/typesense';
import { createDatabase, type Database } from '@dunlin/db';
import { canRunTypesense, startTypesenseServer, typesenseTitle } from '@dunlin/harness/typesense-server';
import { sql } from 'kysely';
import type { Bench, Figure } from '../../bench.ts';
import { type Contender, interleave, percentileOf, type Sample, spreadOf } from '../../sample.ts';
import { captureRequests } from './capture-requests.ts';
import { batchSize, generateDocuments, searches } from './documents.ts';
import { timeImports } from './time-imports.ts';

const page = { alsoBy: [], limit: 20 };
const bare = 'bare Typesense request';
const sorts = ['newest', 'relevance'] as const;

export const search: Bench = {
  title: 'Search, a page of 20, one at a time',
  async run({ world, rounds, seconds }) {
    await using stack = new AsyncDisposableStack();
    const db = createDatabase({ url: world.databaseUrl, statementTimeoutMs: 0 });
    stack.defer(() => db.destroy());
    const replica = canRunTypesense ? await openReplica(stack, db) : undefined;
    const engines: Engines = {
      ...(replica && { Typesense: replica }),
      Postgres: createPostgresSearch(db),
    };
    const count = world.size.tweets;
    const notes = replica ? [] : [`Typesense was left out: ${typesenseTitle}.`];
    for (const [name, engine] of Object.entries(engines)) notes.push(await fill(name, engine, count));
    await sql`vacuum analyze search_tweets`.execute(db);
    const contenders = [
      ...(replica ? await listBare(replica) : []),
      ...Object.entries(engines).flatMap(([name, engine]) =>
        sorts.map((sort) => toContender(`${name} ${sort}`, listSearches(engine, sort))),
      ),
      ...(replica ? await Promise.all(sorts.map((sort) => toNextPages(replica, sort))) : []),
    ];
    for (const { measure } of contenders) await measure(1);
    const samples = await interleave(contenders, { rounds, seconds });
    return {
      samples,
      goals: replica ? [{ id: 'S1', of: 'Typesense newest', over: bare, goal: 0.67 }] : [],
      figures: [...samples].filter(([name]) => name !== bare).map(toFigure),
      notes: [...notes, ...(await timeEach(engines))],
    };
  },
};

async function openReplica(stack: AsyncDisposableStack, db: Database): Promise<Search> {
  const { url, apiKey } = stack.use(await startTypesenseServer());
  const replica = await openTypesenseSearch({ urls: [url], apiKey, loadStems: createStems(db) });
  return replica.of(await replica.create('bench'));
}

function toFigure([name, rounds]: [string, Sample[]]): Figure {
  const { median } = spreadOf(rounds.map(({ p99Ms = Number.NaN }) => p99Ms));
  return { id: 'P9', name: `${name}, p99`, value: median, unit: 'ms', atMost: 30 };
}

type Engines = Readonly<Record<string, Search>>;

/** One batch after the other, as an installation writes to its replica. @returns how fast that was. */
async function fill(name: string, engine: SearchWriter, count: number): Promise<string> {
  let [done, spentMs, importMs] = [0, 0, 0];
  for (const documents of generateDocuments(count)) {
    importMs += await timeImports(async () => {
      spentMs += await timeOf(() => engine.indexTweets(documents));
    });
    done += documents.length;
    if (done % 50_000 < batchSize) console.error(`  ${name}: ${done} of ${count} tweets indexed`);
  }
  const rate = (ms: number) => `${Math.round(count / (ms / 1_000)).toLocaleString('en')}/s`;
  const bare = importMs > 0 ? `; its import alone, of the ready lines, at ${rate(importMs)}` : '';
  return `${name} took ${count.toLocaleString('en')} tweets, a batch of ${batchSize} after the other, at ${rate(spentMs)}${bare}.`;
}

function listSearches(engine: Search, sort: (typeof sorts)[number]): (() => Promise<unknown>)[] {
  return Object.values(searches).map((terms) => () => engine.searchTweets({ ...page, ways: [terms], sort }));
}

/** The page that follows each search's first. */
async function toNextPages(engine: Search, sort: (typeof sorts)[number]): Promise<Contender> {
  const runs: (() => Promise<unknown>)[] = [];
  for (const terms of Object.values(searches)) {
    const after = (await engine.searchTweets({ ...page, ways: [terms], sort })).at(-1)?.position;
    runs.push(() => engine.searchTweets({ ...page, ways: [terms], sort, after }));
  }
  return toContender(`Typesense ${sort}, next page`, runs);
}

/** The very requests of the port's searches for the newest, sent and read as JSON by nothing but fetch. */
async function listBare(engine: Search): Promise<Contender[]> {
  const requests = await captureRequests(listSearches(engine, 'newest'));
  const send = (request: Request) => async () => (await fetch(request.clone())).json();
  return [toContender(bare, requests.map(send))];
}

/** Runs them in turn. */
function toContender(name: string, runs: readonly (() => Promise<unknown>)[]): Contender {
  return {
    name,
    async measure(seconds) {
      const times: number[] = [];
      const endsAt = performance.now() + seconds * 1_000;
      while (performance.now() < endsAt) for (const run of runs) times.push(await timeOf(run));
      return toSample(times);
    },
  };
}

/** The slowest of each kind of search, which in a mixture only the last percent tells of. */
async function timeEach(engines: Engines): Promise<string[]> {
  const notes: string[] = [];
  for (const [name, terms] of Object.entries(searches)) {
    const shown: string[] = [];
    for (const [engineName, engine] of Object.entries(engines))
      for (const sort of sorts) {
        const times: number[] = [];
        for (let run = 0; run < 20; run++)
          times.push(await timeOf(() => engine.searchTweets({ ...page, ways: [terms], sort })));
        const { p50Ms = 0, p99Ms = 0 } = toSample(times);
        shown.push(`${engineName} ${sort} ${p50Ms.toFixed(1)} (slowest ${p99Ms.toFixed(1)})`);
      }
    notes.push(`ms for ${name}: ${shown.join('; ')}`);
  }
  return notes;
}

async function timeOf(run: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await run();
  return performance.now() - startedAt;
}

function toSample(times: readonly number[]): Sample {
  const sorted = times.toSorted((a, b) => a - b);
  const total = times.reduce((sum, time) => sum + time, 0);
  return {
    perSecond: (1_000 * times.length) / total,
    p50Ms: percentileOf(sorted, 0.5),
    p99Ms: percentileOf(sorted, 0.99),
  };
}
