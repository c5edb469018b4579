import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench } from './bench.ts';
import { homeTimeline } from './home-timeline.ts';
import { likes } from './likes.ts';
import { startLoadGenerator } from './load/run-load.ts';
import { describeMachine, type Machine } from './machine.ts';
import { postTweet } from './post-tweet.ts';
import { printReport, type Report, toReport } from './report.ts';
import { search } from './search/search.ts';
import { sustained } from './sustained.ts';
import { openWorld } from './world/open-world.ts';

const benches: Record<string, Bench> = {
  'home-timeline': homeTimeline,
  'post-tweet': postTweet,
  likes,
  search,
  sustained,
};
const usage = `npm run bench -- [${Object.keys(benches).join('|')} …] [--rounds 3] [--seconds 3] [--users 2000]
  [--tweets 100000] [--followees 100] [--data-dir FOLDER] [--json FILE]
  [--against CHECKOUT]   for sustained: another checkout of this repository, installed, in the same run`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    users: { type: 'string', default: '2000' },
    tweets: { type: 'string', default: '100000' },
    followees: { type: 'string', default: '100' },
    'data-dir': { type: 'string', default: tmpdir() },
    json: { type: 'string' },
    against: { type: 'string' },
  },
});
await main();

async function main(): Promise<void> {
  const chosen = selectBenches();
  const [rounds, seconds] = [toNumber('rounds'), toNumber('seconds')];
  console.error('Loading data …');
  const worldOptions = {
    folder: values['data-dir'],
    users: toNumber('users'),
    tweets: toNumber('tweets'),
    followees: toNumber('followees'),
  };
  await using world = await openWorld(worldOptions);
  const machine = await describeMachine(world.databaseUrl, world.folder);
  printSetting(machine, world.size);
  await using load = await startLoadGenerator();
  const setting = { world, worldOptions, load, against: values.against };
  const reports: Record<string, Report> = {};
  for (const [name, bench] of chosen) {
    console.error(`\n${bench.title}: ${rounds} rounds of ${seconds} s each`);
    const report = toReport(await bench.run({ ...setting, rounds, seconds }));
    console.log(`\n━━━ ${name}: ${bench.title}`);
    printReport(report);
    reports[name] = report;
  }
  if (values.json !== undefined)
    await writeFile(
      values.json,
      `${JSON.stringify({ at: new Date(), machine, size: world.size, rounds, seconds, benches: reports }, null, 2)}\n`,
    );
}

function selectBenches(): [string, Bench][] {
  const names = positionals.length > 0 ? positionals : ['home-timeline', 'post-tweet'];
  return names.map((name) => {
    const bench = benches[name];
    if (!bench) throw new Error(`no bench is named ${name}\n${usage}`);
    return [name, bench];
  });
}

function toNumber(name: 'rounds' | 'seconds' | 'users' | 'tweets' | 'followees'): number {
  const value = Number(values[name]);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0\n${usage}`);
  return value;
}

function printSetting(machine: Machine, size: object): void {
  const { cpu, cores, memoryGb, node, postgres, fsync, placement, fdatasyncMs, isInMemory } = machine;
  const disk = isInMemory ? 'the folder is in memory, where fsync costs nothing: set --data-dir' : 'a disk';
  console.log(`
${cpu}, ${cores} cores, ${memoryGb} GB; Node ${node}; PostgreSQL ${postgres} (embedded), fsync ${fsync}
8 kB to the database's folder and fdatasync: ${fdatasyncMs.toFixed(2)} ms (${disk})
${placement}
Data: ${Object.entries(size)
    .map(([name, count]) => `${count.toLocaleString('en')} ${name.replace('timelineE', 'timeline e')}`)
    .join(', ')}`);
}
