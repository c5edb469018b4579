import { reindexReplica, reindexSearch } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import { loadConfig } from '../startup/config.ts';
import { openSearchReplica } from '../startup/open-search.ts';
import { createProgressLine } from './progress-line.ts';
import { runCommand } from './run-command.ts';

await runCommand(async ({ db }) => {
  const replica = await openSearchReplica(loadConfig().search, db);
  const own = createPostgresSearch(db);
  const { users, tweets } = await reindexSearch(
    { db, search: own },
    { onProgress: createProgressLine('Building the search index') },
  );
  console.log(`Search knows ${users} users and ${tweets} tweets as they are now.`);
  if (!replica) return true;

  const report = await reindexReplica(
    { db, own, replica },
    { onProgress: createProgressLine('Building the one in Typesense') },
  );
  console.log(
    report
      ? `So does Typesense, which answers from now on: ${report.users} users, ${report.tweets} tweets.`
      : 'The one in Typesense is being built already, by another process.',
  );
  return report !== undefined;
});
