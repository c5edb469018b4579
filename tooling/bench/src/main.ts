import { writeFile } from 'node:fs/promises';
import type { Bench } from './bench.ts';
import { coldHomeTimeline } from './benches/cold-home-timeline.ts';
import { deletion } from './benches/deletion.ts';
import { fanOut } from './benches/fan-out.ts';
import { growth } from './benches/growth.ts';
import { homeTimeline } from './benches/home-timeline.ts';
import { likes } from './benches/likes.ts';
import { idleStreams } from './benches/live/idle-streams.ts';
import { live } from './benches/live/live.ts';
import { mutedHome } from './benches/muted-home.ts';
import { peer } from './benches/peer/peer.ts';
import { postTweet } from './benches/post-tweet.ts';
import { queues } from './benches/queues/queues.ts';
import { search } from './benches/search/search.ts';
import { start } from './benches/start.ts';
import { suspension } from './benches/suspension.ts';
import { sustained } from './benches/sustained.ts';
import { checkBaseline, updateBaseline } from './check/check-baseline.ts';
import { startLoadGenerator } from './load/run-load.ts';
import { describeMachine } from './machine.ts';
import { type Options, parseOptions } from './options.ts';
import { keepToTwoCores } from './processes.ts';
import { printReport } from './report/print-report.ts';
import { type Run, toReport } from './report/report.ts';
import { describeSetting } from './report/tables.ts';
import { toJson, writeReport } from './report/write-report.ts';
import { openWorld } from './world/open-world.ts';

const benches: Record<string, Bench> = {
  'home-timeline': homeTimeline,
  'cold-home-timeline': coldHomeTimeline,
  'muted-home': mutedHome,
  'post-tweet': postTweet,
  likes,
  suspension,
  sustained,
  'fan-out': fanOut,
  live,
  'idle-streams': idleStreams,
  start,
  search,
  growth,
  peer,
  queues,
  deletion,
};
/** Those with ratios of processor time. */
const quickBenches = ['home-timeline', 'cold-home-timeline', 'post-tweet', 'fan-out'];

/** In each of its rounds: on a slow machine a second would be one of caches that have expired. */
const quickRequests = 1_000;

const options = parseOptions(process.argv.slice(2), { all: Object.keys(benches), quick: quickBenches });
// A machine with more cores gives the same ratios then.
if (options.isQuick) keepToTwoCores();
const run = await measure(options);
if (options.json !== undefined) await writeFile(options.json, toJson(run));
if (options.report !== undefined) await writeReport(options.report, run);
if (options.updateBaseline) await updateBaseline(run);
if (options.check) await checkBaseline(run, (names) => measure({ ...options, names }));

/** Runs the benches in turn over one world, each printing its report when it is done. */
async function measure(options: Options): Promise<Run> {
  const { names, rounds, seconds, world: worldOptions, sockets, against, goToSocial } = options;
  console.error('Loading data …');
  await using world = await openWorld(worldOptions);
  const machine = await describeMachine(world.databaseUrl, world.folder);
  console.log(`\n${describeSetting({ machine, size: world.size }).join('\n')}`);
  await using load = await startLoadGenerator(world, {
    requests: options.isQuick ? quickRequests : undefined,
  });
  const setting = { world, worldOptions, load, against, goToSocial, sockets, rounds, seconds };
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
