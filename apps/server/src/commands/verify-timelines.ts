import { parseArgs } from 'node:util';
import { defaultSettings, verifyCounters, verifyTimelines } from '@dunlin/api';
import { StartupError } from '../startup/startup-error.ts';
import { createProgressLine } from './progress-line.ts';
import { runCommand } from './run-command.ts';

const { values } = parseArgs({ options: { sample: { type: 'string' } } });

await runCommand(async ({ db }) => {
  const timelines = await verifyTimelines(db, {
    settings: defaultSettings,
    onProgress: createProgressLine('Verifying timelines'),
    sample: toCount(values.sample),
  });
  const { users, entries, missing, extra, duplicates, misordered, excused } = timelines;
  console.log(
    `${users} timelines with ${entries} entries: ${missing} missing, ${extra} extra, ${duplicates} duplicate, ` +
      `${misordered} out of order (${excused} still pending).`,
  );
  for (const { kind, userId, tweetId } of timelines.examples)
    console.log(`  ${kind}: tweet ${tweetId} in the timeline of user ${userId}`);

  const counters = await verifyCounters(db);
  console.log(`${counters.counters} counters: ${counters.wrong} wrong.`);
  for (const { counter, id, counted, actual } of counters.examples)
    console.log(`  ${counter} of ${id} is ${counted}, and there are ${actual}`);

  const isRight = missing + extra + duplicates + misordered + counters.wrong === 0;
  if (missing + extra > 0) console.log('Run `npm run timelines:rebuild` to bring the timelines in line.');
  return isRight;
});

function toCount(text: string | undefined): number | undefined {
  if (text === undefined) return;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new StartupError(`--sample takes a number of users, not "${text}"`);
  return Number(text);
}
