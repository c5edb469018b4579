import { deepEqual } from 'node:assert/strict';
import { type Bench, type BenchSetting, connections } from '../bench.ts';
import { startContender } from '../contenders/start-contender.ts';
import type { LoadRequest } from '../load/run-load.ts';
import { type Contender, interleave } from '../sample.ts';
import type { Viewer } from '../world/open-world.ts';

const fixedPayload = new URL('../contenders/fixed-payload.ts', import.meta.url);
const preparedPage = new URL('../contenders/prepared-page.ts', import.meta.url);
const warmUpSeconds = 2;
const trpcPath = `/trpc/timelines.home?input=${encodeURIComponent(JSON.stringify({ limit: 20 }))}`;
const restPath = '/api/tweets?limit=20';

export const homeTimeline: Bench = {
  title: 'Home timeline, a page of 20, signed in, cache warm',
  async run(setting) {
    const { world, rounds, seconds } = setting;
    await using server = await world.startServer();
    await using prepared = await startContender(preparedPage, {
      databaseUrl: world.databaseUrl,
      connections,
    });
    const pages = await readSamePages({ server: server.url, prepared: prepared.url, viewers: world.viewers });
    const page = pages.toSorted((a, b) => a.length - b.length)[pages.length >> 1] ?? '';
    await using fixed = await startContender(fixedPayload, page);
    const contenders = [
      toContender(setting, { name: 'fixed payload', target: fixed, path: () => '/' }),
      toContender(setting, { name: 'prepared query', target: prepared, path: ({ id }) => `/${id}` }),
      toContender(setting, { name: 'Dunlin tRPC', target: server, path: () => trpcPath }),
      toContender(setting, { name: 'Dunlin REST', target: server, path: () => restPath }),
    ];
    for (const { measure } of contenders) await measure(warmUpSeconds);
    return {
      samples: await interleave(contenders, { rounds, seconds }),
      goals: [
        { id: 'P1', of: 'Dunlin tRPC', over: 'prepared query', now: 1, goal: 2 },
        { id: 'P1', of: 'Dunlin tRPC', over: 'fixed payload', goal: 0.2 },
        { id: 'P3', of: 'Dunlin REST', over: 'Dunlin tRPC', goal: 0.9 },
      ],
      notes: [
        `${connections} keep-alive connections read the pages of ${world.viewers.length} users in turn; ${Buffer.byteLength(page)} bytes of JSON a page over tRPC.`,
        'Before the run, the prepared query, tRPC and REST gave the same tweets for all of them, field by field. The prepared query checks no token and signs no cursor.',
      ],
    };
  },
};

function toContender(
  { load, world }: BenchSetting,
  { name, target, path }: { name: string; target: Target; path: (viewer: Viewer) => string },
): Contender {
  const scripts = toScripts(world.viewers, path);
  return { name, measure: (seconds) => load.run({ url: target.url, scripts, seconds }, target) };
}

/** Each connection reads for its own share of the users. */
function toScripts(viewers: readonly Viewer[], path: (viewer: Viewer) => string): LoadRequest[][] {
  return Array.from({ length: connections }, (_, connection) =>
    viewers
      .filter((_viewer, index) => index % connections === connection)
      .map((viewer) => ({
        method: 'GET',
        path: path(viewer),
        headers: { authorization: viewer.authorization },
      })),
  );
}

/** The page of each viewer over tRPC. @throws when another contender does not give the same tweets. */
function readSamePages(options: {
  server: string;
  prepared: string;
  viewers: readonly Viewer[];
}): Promise<string[]> {
  const { server, prepared, viewers } = options;
  return Promise.all(
    viewers.map(async ({ id, authorization }) => {
      const [trpc, rest, query] = await Promise.all([
        read(server + trpcPath, authorization),
        read(server + restPath, authorization),
        read(`${prepared}/${id}`, authorization),
      ]);
      const { items } = JSON.parse(query);
      if (items.length !== 20) throw new Error(`a page of ${items.length} tweets; load more data`);
      deepEqual(JSON.parse(trpc).result.data.items, items);
      deepEqual(JSON.parse(rest).items, items);
      return trpc;
    }),
  );
}

async function read(url: string, authorization: string): Promise<string> {
  const response = await fetch(url, { headers: { authorization } });
  const body = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${body}`);
  return body;
}

interface Target {
  url: string;
  pid: number;
}
