import { writeFile } from 'node:fs/promises';
import type { Bench } from './bench.ts';
import { homeTimeline } from './benches/home-timeline.ts';
import { likes } from './benches/likes.ts';
import { postTweet } from './benches/post-tweet.ts';
import { search } from './benches/search/search.ts';
import { sustained } from './benches/sustained.ts';
import { startLoadGenerator } from './load/run-load.ts';
import { describeMachine } from './machine.ts';
import { type Options, parseOptions } from './options.ts';
import { printReport } from './report/print-report.ts';
import { type Run, toReport } from './report/report.ts';
import { describeSetting } from './report/tables.ts';
import { toJson, writeReport } from './report/write-report.ts';
import { openWorld } from './world/open-world.ts';

const benches: Record<string, Bench> = {
  'home-timeline': homeTimeline,
  'post-tweet': postTweet,
  likes,
  sustained,
  search,
};

const options = parseOptions(process.argv.slice(2), Object.keys(benches));
const run = await measure(options);
if (options.json !== undefined) await writeFile(options.json, toJson(run));
if (options.report !== undefined) await writeReport(options.report, run);

/** Runs the benches in turn over one world, each printing its report when it is done. */
async function measure({ names, rounds, seconds, world: worldOptions, against }: Options): Promise<Run> {
  console.error('Loading data …');
  await using world = await openWorld(worldOptions);
  const machine = await describeMachine(world.databaseUrl, world.folder);
  console.log(`\n${describeSetting({ machine, size: world.size }).join('\n')}`);
  await using load = await startLoadGenerator();
  const setting = { world, worldOptions, load, against, rounds, seconds };
  const run: Run = { at: new Date(), machine, size: world.size, rounds, seconds, benches: {} };
  for (const name of names) {
    const bench = benches[name];
    if (!bench) continue;
    console.error(`\n${bench.title}: ${rounds} rounds of ${seconds} s each`);
    const report = toReport(bench.title, await bench.run(setting));
    printReport(name, report);
    run.benches[name] = report;
  }
  return run;
}
