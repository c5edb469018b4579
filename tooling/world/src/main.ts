import { join, resolve } from 'node:path';
import { countFaults, defaultSettings, describeFindings, listDataChecks, migrateQueue } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import { createDatabase, type Database, migrate, startEmbeddedPostgres } from '@dunlin/db';
import { buildWorld } from './build-world.ts';
import { people } from './extremes.ts';
import { parseOptions, usage } from './options.ts';

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  return 2;
});

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const dataDir = resolve(options.dataDir);
  // What a crash of the machine would tear is made again.
  await using postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), durable: false });
  const db = createDatabase({ url: postgres.url, statementTimeoutMs: 0 });
  try {
    await migrate(db);
    await migrateQueue(postgres.url);
    const startedAt = performance.now();
    const { tweets, users } = await buildWorld(db, options);
    const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
    console.log(
      `${users.toLocaleString('en')} users and ${tweets.toLocaleString('en')} tweets, ${minutes} min.`,
    );
    const isRight = !options.verify || (await verify(db));
    console.log(`Serve it: DATA_DIR=${dataDir} npm start
Everybody's password is ${people.password}: user_${people.celebrity} has the followers, user_${people.reader} follows the most, user_${people.blocker} blocks and
mutes the most, user_${people.moderator} is a moderator, user_${people.ordinary} an ordinary account.`);
    return isRight ? 0 : 1;
  } finally {
    await db.destroy();
  }
}

async function verify(db: Database): Promise<boolean> {
  const checks = listDataChecks({ db, settings: defaultSettings, search: createPostgresSearch(db) });
  let isRight = true;
  for (const check of checks) {
    const findings = await check.verify(() => {});
    isRight &&= countFaults(findings) === 0;
    console.log(`${check.subject}: ${describeFindings(findings)}`);
  }
  return isRight;
}
