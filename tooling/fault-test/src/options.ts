import { parseArgs } from 'node:util';

export const usage = `npm run fault-test -- [options]

Breaks one part after the other of an installation of real processes while it is used, and proves that nothing that was
acknowledged is lost or doubled. Exits with 1 when something is not so.

  --case NAME            only this case; may be given more than once
  --list                 names the cases
  --subscribers N        home timelines that are followed live (default 50): half over WebSocket, half by server-sent events
  --writes-per-second N  tweets, likes, follows and deletions (default 50)
  --seconds N            how long the load runs before a fault, what is broken stays so, and the load runs on (default 10)
  --rounds N             how often consumer-killed kills (default 20)
  --backlog N            how many events wait in workers-away (default 20000)`;

export interface Options {
  /** Names of cases; all when there are none. */
  cases: readonly string[];
  list: boolean;
  subscribers: number;
  writesPerSecond: number;
  seconds: number;
  rounds: number;
  backlog: number;
}

/** @throws TypeError that says what is wrong with the command line */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      case: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
      subscribers: { type: 'string', default: '50' },
      'writes-per-second': { type: 'string', default: '50' },
      seconds: { type: 'string', default: '10' },
      rounds: { type: 'string', default: '20' },
      backlog: { type: 'string', default: '20000' },
    },
  });
  return {
    cases: values.case,
    list: values.list,
    subscribers: toCount('subscribers', values.subscribers),
    writesPerSecond: toCount('writes-per-second', values['writes-per-second']),
    seconds: toCount('seconds', values.seconds),
    rounds: toCount('rounds', values.rounds),
    backlog: toCount('backlog', values.backlog),
  };
}

function toCount(flag: string, value: string): number {
  if (!/^[1-9]\d{0,6}$/.test(value)) throw new TypeError(`--${flag} must be a whole number above 0`);
  return Number(value);
}
