import { parseArgs } from 'node:util';

export const usage = `npm run neighbour-test -- [options]

Somebody with one account and one address does the worst to a server with default limits, a scenario at a time, while a neighbour
reads a home page twice a second and posts once a second. Exits with 1 when the neighbour notices it. Linux only.

  --scenario NAME  only this one; may be given more than once
  --list           names the scenarios
  --seconds N      how long each lasts (default 60)
  --before FOLDER  another checkout of Dunlin, installed, whose server goes through each scenario first`;

export interface Options {
  /** Names of scenarios; all when there are none. */
  scenarios: readonly string[];
  list: boolean;
  seconds: number;
  before: string | undefined;
}

/** @throws TypeError that says what is wrong with the command line */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: 'string', multiple: true, default: [] },
      list: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '60' },
      before: { type: 'string' },
    },
  });
  if (!/^[1-9]\d{0,3}$/.test(values.seconds)) throw new TypeError('--seconds must be a whole number above 0');
  return {
    scenarios: values.scenario,
    list: values.list,
    seconds: Number(values.seconds),
    before: values.before,
  };
}
