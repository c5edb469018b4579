import { reindexSearch } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import { createProgressLine } from './progress-line.ts';
import { runCommand } from './run-command.ts';

await runCommand(async ({ db }) => {
  const onProgress = createProgressLine('Building the search index');
  const { users, tweets } = await reindexSearch({ db, search: createPostgresSearch(db) }, { onProgress });
  console.log(`Search knows ${users} users and ${tweets} tweets as they are now.`);
  return true;
});
