import { deepEqual } from 'node:assert/strict';
import { connections } from '../bench.ts';
import { type HttpContender, startContender } from '../contenders/start-contender.ts';
import type { LoadRequest } from '../load/run-load.ts';
import type { Viewer, World } from '../world/open-world.ts';

export const trpcPath = `/trpc/timelines.home?input=${encodeURIComponent(JSON.stringify({ limit: 20 }))}`;
export const restPath = '/api/tweets?limit=20';

export function startPreparedPage({ databaseUrl }: World): Promise<HttpContender> {
  const file = new URL('../contenders/prepared-page.ts', import.meta.url);
  return startContender(file, { databaseUrl, connections });
}

/** Each connection reads for its own share of the users. */
export function toScripts(viewers: readonly Viewer[], path: (viewer: Viewer) => string): LoadRequest[][] {
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
export function readSamePages(options: {
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
