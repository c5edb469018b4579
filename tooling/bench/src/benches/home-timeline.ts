import { type Bench, type BenchSetting, connections, warmUpRequests } from '../bench.ts';
import { startContender } from '../contenders/start-contender.ts';
import { measureAtHalfRate, openLoopNote } from '../load/half-rate.ts';
import { type Contender, interleave } from '../sample.ts';
import type { Viewer } from '../world/open-world.ts';
import { readSamePages, restPath, startPreparedPage, toScripts, trpcPath } from './home-pages.ts';

const fixedPayload = new URL('../contenders/fixed-payload.ts', import.meta.url);

export const homeTimeline: Bench = {
  title: 'Home timeline, a page of 20, signed in, cache warm',
  async run(setting) {
    const { world, rounds, seconds } = setting;
    await using server = await world.startServer();
    await using prepared = await startPreparedPage(world);
    const pages = await readSamePages({ server: server.url, prepared: prepared.url, viewers: world.viewers });
    const page = pages.toSorted((a, b) => a.length - b.length)[pages.length >> 1] ?? '';
    await using fixed = await startContender(fixedPayload, page);
    const contenders = [
      toContender(setting, { name: 'fixed payload', target: fixed, path: () => '/' }),
      toContender(setting, { name: 'prepared query', target: prepared, path: ({ id }) => `/${id}` }),
      toContender(setting, { name: 'Dunlin tRPC', target: server, path: () => trpcPath }),
      toContender(setting, { name: 'Dunlin REST', target: server, path: () => restPath }),
    ];
    for (const { warmUp } of contenders) await warmUp();
    const samples = await interleave(contenders, { rounds, seconds });
    const spec = { url: server.url, scripts: toScripts(world.viewers, () => trpcPath), seconds };
    return {
      samples,
      figures: await measureAtHalfRate(setting.load, {
        ...{ id: 'P1', name: 'tRPC', spec, target: server },
        rounds: samples.get('Dunlin tRPC') ?? [],
      }),
      goals: [
        { id: 'P1', of: 'Dunlin tRPC', over: 'prepared query', now: 1, goal: 2 },
        {
          ...{ id: 'P1', of: 'Dunlin tRPC', over: 'fixed payload', goal: 0.2 },
          notCompared:
            'a request of it is little else than system calls, whose cost changes with what else the machine does',
        },
        { id: 'P3', of: 'Dunlin REST', over: 'Dunlin tRPC', goal: 0.9 },
      ],
      notes: [
        `${connections} keep-alive connections read the pages of ${world.viewers.length} users in turn; ${Buffer.byteLength(page)} bytes of JSON a page over tRPC.`,
        'Before the run, the prepared query, tRPC and REST gave the same tweets for all of them, field by field. The prepared query checks no token and signs no cursor.',
        openLoopNote,
      ],
    };
  },
};

function toContender(
  { load, world }: BenchSetting,
  { name, target, path }: { name: string; target: Target; path: (viewer: Viewer) => string },
): Contender & { warmUp: () => Promise<unknown> } {
  const scripts = toScripts(world.viewers, path);
  const run = (spec: { seconds: number; requests?: number }) =>
    load.run({ url: target.url, scripts, ...spec }, target);
  return {
    name,
    measure: (seconds) => run({ seconds }),
    warmUp: () => run({ seconds: 0, requests: warmUpRequests }),
  };
}

interface Target {
  url: string;
  pid: number;
}
