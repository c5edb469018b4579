import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import type { WorldOptions } from './world/open-world.ts';

export interface Options {
  /** The benches to run; all where none is named. */
  names: string[];
  rounds: number;
  seconds: number;
  world: WorldOptions;
  /** Another checkout to measure beside this one. */
  against: string | undefined;
  /** A file for what was measured. */
  json: string | undefined;
  /** A folder for what was measured, as JSON, Markdown and charts. */
  report: string | undefined;
}

/** @throws Error with the usage when the arguments are none of it. */
export function parseOptions(args: string[], known: readonly string[]): Options {
  const usage = `npm run bench -- [${known.join('|')} …] [--rounds 3] [--seconds 3] [--users 2000]
  [--tweets 100000] [--followees 100] [--data-dir FOLDER] [--json FILE] [--report FOLDER]
  [--against CHECKOUT]   for sustained: another checkout of this repository, installed, in the same run`;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '3' },
      users: { type: 'string', default: '2000' },
      tweets: { type: 'string', default: '100000' },
      followees: { type: 'string', default: '100' },
      'data-dir': { type: 'string', default: tmpdir() },
      json: { type: 'string' },
      report: { type: 'string' },
      against: { type: 'string' },
    },
  });
  const toNumber = (name: 'rounds' | 'seconds' | 'users' | 'tweets' | 'followees') => {
    const value = Number(values[name]);
    if (!(value > 0)) throw new Error(`--${name} must be a number above 0\n${usage}`);
    return value;
  };
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`no bench is named ${unknown}\n${usage}`);
  return {
    names: positionals.length > 0 ? positionals : [...known],
    rounds: toNumber('rounds'),
    seconds: toNumber('seconds'),
    world: {
      folder: values['data-dir'],
      users: toNumber('users'),
      tweets: toNumber('tweets'),
      followees: toNumber('followees'),
    },
    against: values.against,
    json: values.json,
    report: values.report,
  };
}
