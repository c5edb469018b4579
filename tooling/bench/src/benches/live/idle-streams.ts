import { setTimeout as delay } from 'node:timers/promises';
import { readResidentKb } from '@dunlin/harness/resident-memory';
import type { Bench, Figure } from '../../bench.ts';
import { endProcess, forkAt, readCpuMicros, receive } from '../../processes.ts';
import { countWork } from '../../work.ts';
import { signInSubscribers } from './live.ts';

const pingMs = 4_000;
const settleMs = 3_000;
const refusals = 4_000;
const askingAtOnce = 16;

export const idleStreams: Bench = {
  title: 'Event streams on which nothing happens, and clients whose session has ended',
  async run(setting) {
    const { world, rounds, seconds, sockets } = setting;
    await using server = await world.startServer();
    const before = readResidentKb(server.pid);
    const child = forkAt('load', new URL('./event-stream-readers.ts', import.meta.url));
    await using _ = { [Symbol.asyncDispose]: () => endProcess(child) };
    child.send({ url: server.url, readers: await signInSubscribers(setting) });
    await receive(child);
    await delay(settleMs);
    const cpuBefore = readCpuMicros(server.pid) ?? Number.NaN;
    const length = Math.max(2 * pingMs, rounds * seconds * 1_000);
    await delay(length);
    const cpu = (readCpuMicros(server.pid) ?? Number.NaN) - cpuBefore;
    const figure = (name: string, value: number, unit: string): Figure => ({ id: 'P6', name, value, unit });
    return {
      samples: new Map(),
      goals: [],
      figures: [
        figure('processor of a core, all streams', cpu / length / 10, '%'),
        figure('processor of a ping', cpu / ((sockets * length) / pingMs), 'µs'),
        figure('memory of a stream', (readResidentKb(server.pid) - before) / sockets, 'kB'),
        figure('processor of a 401 to an ended session', await refuse(setting, server), 'µs'),
      ],
      notes: [
        `${sockets.toLocaleString('en')} open streams of home timelines, each pinged every ${pingMs / 1_000} s, for ${length / 1_000} s. All that the process does meanwhile counts.`,
        `A 401 is what a client gets that reconnects with the access token of a session that has ended: ${refusals.toLocaleString('en')} times, after that many to warm up, beside the open streams.`,
      ],
    };
  },
};

/** @returns processor time of the server for each, in microseconds. */
async function refuse(
  { world }: Parameters<Bench['run']>[0],
  server: { url: string; pid: number },
): Promise<number> {
  const [reader] = await world.signIn(world.viewers.slice(0, 1).map(({ id }) => id));
  const headers = { authorization: reader?.authorization ?? '' };
  const answer = await fetch(`${server.url}/auth/logout`, { method: 'POST', headers });
  if (!answer.ok) throw new Error(`the session did not end: ${answer.status}`);
  const ask = async (count: number) => {
    for (let asked = 0; asked < count; asked += 1) {
      const { status, body } = await fetch(`${server.url}/api/stream/home`, { headers });
      await body?.cancel();
      if (status !== 401) throw new Error(`an ended session was answered ${status}`);
    }
  };
  const askAll = () => Promise.all(Array.from({ length: askingAtOnce }, () => ask(refusals / askingAtOnce)));
  await askAll();
  const workOf = countWork(world, server.pid);
  await askAll();
  return workOf(refusals).cpuMicros ?? Number.NaN;
}
