import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import type { WorldOptions } from './world/open-world.ts';

export interface Options {
  /** The benches to run; all where none is named. */
  names: string[];
  rounds: number;
  seconds: number;
  world: WorldOptions;
  sockets: number;
  /** Another checkout to measure beside this one. */
  against: string | undefined;
  /** A checkout of GoToSocial to measure beside it. */
  goToSocial: string | undefined;
  /** A file for what was measured. */
  json: string | undefined;
  /** A folder for what was measured, as JSON, Markdown and charts. */
  report: string | undefined;
  /** Whether it is the short run, whose ratios the baseline has. */
  isQuick: boolean;
  check: boolean;
  updateBaseline: boolean;
}

const sizes = {
  whole: { rounds: '3', seconds: '3', users: '2000', tweets: '100000', followees: '100', sockets: '1000' },
  quick: { rounds: '5', seconds: '1', users: '1000', tweets: '5000', followees: '40', sockets: '200' },
};

/** @throws Error with the usage when the arguments are none of it. */
export function parseOptions(args: string[], benches: { all: string[]; quick: string[] }): Options {
  const usage = `npm run bench -- [${benches.all.join('|')} …] [--rounds 3] [--seconds 3] [--users 2000]
  [--tweets 100000] [--followees 100] [--sockets 1000] [--data-dir FOLDER] [--json FILE] [--report FOLDER]
  [--against CHECKOUT]   for sustained: another checkout of this repository, installed, in the same run
  [--gotosocial CHECKOUT]   for peer: one of GoToSocial, built or to be built with Go
  --quick [--check] [--update-baseline]   the short run; its ratios held against tooling/bench/baseline.json, or written there`;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      users: { type: 'string' },
      tweets: { type: 'string' },
      followees: { type: 'string' },
      sockets: { type: 'string' },
      'data-dir': { type: 'string', default: tmpdir() },
      json: { type: 'string' },
      report: { type: 'string' },
      against: { type: 'string' },
      gotosocial: { type: 'string' },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      'update-baseline': { type: 'boolean', default: false },
    },
  });
  const defaults = values.quick ? sizes.quick : sizes.whole;
  const toNumber = (name: keyof typeof defaults) => {
    const value = Number(values[name] ?? defaults[name]);
    if (!(value > 0)) throw new Error(`--${name} must be a number above 0\n${usage}`);
    return value;
  };
  const unknown = positionals.find((name) => !benches.all.includes(name));
  if (unknown !== undefined) throw new Error(`no bench is named ${unknown}\n${usage}`);
  if ((values.check || values['update-baseline']) && !values.quick)
    throw new Error(`the baseline is that of --quick\n${usage}`);
  return {
    names: positionals.length > 0 ? positionals : values.quick ? benches.quick : benches.all,
    rounds: toNumber('rounds'),
    seconds: toNumber('seconds'),
    world: {
      folder: values['data-dir'],
      users: toNumber('users'),
      tweets: toNumber('tweets'),
      followees: toNumber('followees'),
    },
    sockets: toNumber('sockets'),
    against: values.against,
    goToSocial: values.gotosocial,
    json: values.json,
    report: values.report,
    isQuick: values.quick,
    check: values.check,
    updateBaseline: values['update-baseline'],
  };
}
