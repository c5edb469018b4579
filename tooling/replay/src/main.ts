import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectEmbeddedPostgres, createDatabase, type Database } from '@dunlin/db';
import { isDunlinError } from '@dunlin/sdk';
import { splitPlan } from './build-graph.ts';
import { type Options, parseOptions, UsageError, usage } from './options.ts';
import { planReplay } from './plan.ts';
import { readFollows } from './read-follows.ts';
import { readTweets } from './read-tweets.ts';
import { replay } from './replay.ts';
import { findProblems, printReport } from './report.ts';

/** Requests of one caller in a minute that a replay must not be stopped at. */
const minRateLimit = 1_000_000;

process.exitCode = await main().catch(explain);

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), process.env);
  await assertServer(options.url);
  const tweets = readTweets(await readFile(options.tweetsFile, 'utf8'));
  const follows = readFollows(await readFile(options.followsFile, 'utf8'));
  const plan = planReplay({ tweets: tweets.tweets, follows: follows.follows, limit: options.limit });
  if (plan.tweets.length === 0) throw new UsageError(`There are no tweets in ${options.tweetsFile}.`);
  const { apiAccounts = Math.ceil(2_000 * plan.share), apiFollows, url } = options;
  const split = splitPlan(plan, { apiAccounts, apiFollows });
  const openDatabase = () => openServerDatabase(options);
  const outcome = {
    ...(await replay(plan, { url, split, actions: options.actions, openDatabase })),
    skippedLines: tweets.skipped + follows.skipped,
  };
  printReport(outcome);
  return findProblems(outcome).length === 0 ? 0 : 1;
}

async function assertServer(url: string): Promise<void> {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined);
  if (!answer)
    throw new UsageError(
      `Nothing answers at ${url}. Start the server with \`npm start\`, or name another with --url.`,
    );
  if (!answer.ok) throw new UsageError(`The server at ${url} is not ready: ${answer.status} from /readyz.`);
  const { headers } = await fetch(`${url}/api`);
  if (Number(headers.get('ratelimit-limit')) < minRateLimit)
    throw new UsageError('The server limits what it is asked. Start it with RATE_LIMIT_FACTOR=1000000.');
}

async function openServerDatabase({ databaseUrl, dataDir }: Options): Promise<Database> {
  const url = databaseUrl ?? (await connectEmbeddedPostgres(join(dataDir, 'postgres')))?.url;
  if (url === undefined)
    throw new UsageError(
      `No database of a server runs in ${dataDir}. Name the server's with --database-url.`,
    );
  return createDatabase({ url, maxConnections: 2, statementTimeoutMs: 60_000 });
}

function explain(error: unknown): number {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${usage}`);
  else if (isDunlinError(error, 'USERNAME_TAKEN') || isDunlinError(error, 'EMAIL_TAKEN'))
    console.error('The server has some of these accounts already. Replay into a fresh database.');
  else console.error(error);
  return 2;
}
