import { readReplicaState, type SearchReport, verifySearch } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import { loadConfig } from '../startup/config.ts';
import { openSearchReplica } from '../startup/open-search.ts';
import { createProgressLine } from './progress-line.ts';
import { runCommand } from './run-command.ts';

await runCommand(async ({ db }) => {
  const replica = await openSearchReplica(loadConfig().search, db);
  const onProgress = createProgressLine('Verifying the search index');
  let isRight = tell('Postgres', await verifySearch(db, createPostgresSearch(db), { onProgress }));
  if (replica) {
    const { generation } = await readReplicaState(db);
    if (generation === null) {
      console.log('Typesense: the index is not there or not whole; Postgres answers searches.');
      isRight = false;
    } else {
      const report = await verifySearch(db, replica.of(generation), { isReplica: true, onProgress });
      isRight = tell('Typesense', report) && isRight;
    }
  }
  if (!isRight) console.log('Run `npm run search:reindex` to bring the index in line.');
  return isRight;
});

function tell(engine: string, report: SearchReport): boolean {
  const { users, tweets, missing, extra, different, excused, examples } = report;
  console.log(
    `${engine}: ${users} users and ${tweets} tweets: ${missing} missing, ${extra} extra, ${different} different ` +
      `(${excused} on their way).`,
  );
  for (const { kind, table, id } of examples) console.log(`  ${kind}: ${id} of ${table}`);
  return missing + extra + different === 0;
}
