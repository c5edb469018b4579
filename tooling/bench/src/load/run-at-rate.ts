import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import { percentileOf } from '../sample.ts';
import type { LoadRequest, LoadResult, LoadSpec } from './run-load.ts';

const maxSockets = 256;
/** A server that is so far behind does not keep up with the rate. */
const maxWaiting = 5_000;
/** Timers may be a little more than a millisecond late; from here on the time is looked at in each turn. */
const timerMs = 1.5;

/**
 * Sends each request when it is due, whether or not those before it were answered, and counts its time from then: a server that
 * stops for a second is slow for all that were due in that second. Autocannon, given a rate, sends a second's requests at once
 * and then corrects by an interval of 1 ms, whatever the rate.
 */
export async function runAtRate(spec: LoadSpec, rate: number): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets });
  const count = Math.floor(rate * spec.seconds);
  const times: number[] = [];
  const refused: number[] = [];
  let [waiting, errors] = [0, 0];
  const before = process.cpuUsage();
  const startedAt = performance.now();
  const sent: Promise<void>[] = [];
  for (let index = 0; index < count; index++) {
    const dueAt = startedAt + (1_000 * index) / rate;
    await waitUntil(dueAt);
    if (++waiting > maxWaiting) throw new Error(`${spec.url} does not keep up with ${rate}/s`);
    const answered = send(new URL(spec.url), requestOf(spec, index), agent).then(
      (status) => void (status < 300 ? times.push(performance.now() - dueAt) : refused.push(status)),
      () => void errors++,
    );
    sent.push(answered.finally(() => void waiting--));
  }
  await Promise.all(sent);
  agent.destroy();
  const seconds = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(before);
  times.sort((a, b) => a - b);
  return {
    ...{ requests: times.length, seconds, errors, refused: refused.length },
    ...{
      p50Ms: percentileOf(times, 0.5),
      p99Ms: percentileOf(times, 0.99),
      p999Ms: percentileOf(times, 0.999),
    },
    statuses: [...new Set(refused)].map(String),
    generatorLoad: (user + system) / 1e6 / seconds,
  };
}

async function waitUntil(dueAt: number): Promise<void> {
  for (;;) {
    const left = dueAt - performance.now();
    if (left <= 0) return;
    if (left > timerMs) await delay(left - timerMs);
    else await nextTurn();
  }
}

/** The scripts of all connections, by turns. */
function requestOf({ scripts }: LoadSpec, index: number): LoadRequest {
  const script = scripts[index % scripts.length] ?? [];
  const found = script[Math.floor(index / scripts.length) % script.length];
  if (!found) throw new Error('a script is empty');
  return found;
}

/** @returns the status, when the whole answer is there. */
function send(
  { hostname, port }: URL,
  { method, path, headers, body }: LoadRequest,
  agent: Agent,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const read = (response: IncomingMessage) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0)).once('error', reject);
    };
    request({ agent, hostname, port, method, path, headers }, read).once('error', reject).end(body);
  });
}
