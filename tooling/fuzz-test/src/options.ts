import { parseArgs } from 'node:util';

export const usage = `npm run fuzz-test -- [options]

Sends random and mutated requests to a server of its own, over HTTP, WebSocket and tus and as bytes that are no request at all, as a
user, a moderator and nobody. Exits with 1 when the server fails (5xx, an error in its log, no answer), ends, or keeps growing.

  --requests N  how many (default 100000)
  --seed N      of what is random; printed, so that a run can be repeated`;

export interface Options {
  requests: number;
  seed: number;
}

/** @throws TypeError that says what is wrong with the command line */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: 'string', default: '100000' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    },
  });
  for (const name of ['requests', 'seed'] as const)
    if (!/^\d{1,9}$/.test(values[name])) throw new TypeError(`--${name} must be a whole number`);
  return { requests: Number(values.requests), seed: Number(values.seed) };
}
