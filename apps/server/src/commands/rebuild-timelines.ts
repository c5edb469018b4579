import { defaultSettings, rebuildTimelines } from '@dunlin/api';
import { createProgressLine } from './progress-line.ts';
import { runCommand } from './run-command.ts';

await runCommand(async ({ db }) => {
  const onProgress = createProgressLine('Rebuilding timelines');
  const report = await rebuildTimelines(db, { settings: defaultSettings, onProgress });
  console.log(
    `Rebuilt ${report.users} timelines: ${report.inserted} entries written, ${report.deleted} removed; ` +
      `${report.mergedAuthors} authors merged when read from now on, ${report.writtenAuthors} written again.`,
  );
  return true;
});
