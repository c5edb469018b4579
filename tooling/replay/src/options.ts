import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm replay --tweets FILE.csv --follows FILE.edgelist [options]

Registers the authors of the tweets and the accounts of the follow graph, builds the graph, posts the tweets
in order and verifies home timelines and a live subscription against the files. Needs a running server whose
database holds none of these accounts, started with RATE_LIMIT_FACTOR=1000000.

  --tweets FILE         CSV with the columns username and text, oldest first
  --follows FILE        edge list: a line "A B" says that B follows A
  --limit N             only the first N tweets, and accounts in proportion
  --url URL             the server (default http://localhost:3000)
  --api-accounts N      register this many through the API, authors of most tweets first (default 2000,
                        with a limit in proportion); the others are loaded into the database
  --api-follows N       as many of the follows among those go through the API (default 10000)
  --actions N           then as many random likes, retweets, replies, follows, blocks and deletes from 32
                        clients at once (default 2000), after which every counter and timeline is verified
  --api-only            everything goes through the API: slow; the database is only verified
  --database-url URL    the server's database (default: DATABASE_URL, else the embedded one in DATA_DIR,
                        as for the server)`;

export interface Options {
  tweetsFile: string;
  followsFile: string;
  /** Tweets at most. */
  limit: number;
  url: string;
  /** Undefined: the default, in proportion to the tweets. */
  apiAccounts: number | undefined;
  apiFollows: number;
  actions: number;
  databaseUrl: string | undefined;
  dataDir: string;
}

/** What is wrong with the command line. */
export class UsageError extends Error {}

/** @throws UsageError */
export function parseOptions(args: string[], environment: NodeJS.ProcessEnv): Options {
  const { tweets, follows, ...values } = parseFlags(args);
  if (!tweets || !follows) throw new UsageError('--tweets and --follows are required.');
  // A package script runs in the repository's root, wherever it was called.
  const calledFrom = environment.INIT_CWD ?? process.cwd();
  const apiOnly = values['api-only'] ? Infinity : undefined;
  return {
    tweetsFile: resolve(calledFrom, tweets),
    followsFile: resolve(calledFrom, follows),
    limit: toCount('limit', values.limit) ?? Infinity,
    url: toUrl(values.url),
    apiAccounts: apiOnly ?? toCount('api-accounts', values['api-accounts']),
    apiFollows: apiOnly ?? toCount('api-follows', values['api-follows']) ?? 10_000,
    actions: toCount('actions', values.actions) ?? 2_000,
    databaseUrl: values['database-url'] || environment.DATABASE_URL || undefined,
    dataDir: resolve(environment.DATA_DIR || resolve(import.meta.dirname, '../../../.dunlin')),
  };
}

function parseFlags(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        tweets: { type: 'string' },
        follows: { type: 'string' },
        limit: { type: 'string' },
        url: { type: 'string', default: 'http://localhost:3000' },
        'api-accounts': { type: 'string' },
        'api-follows': { type: 'string' },
        actions: { type: 'string' },
        'api-only': { type: 'boolean', default: false },
        'database-url': { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function toCount(flag: string, value: string | undefined): number | undefined {
  if (value === undefined) return;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new UsageError(`--${flag} must be a whole number above 0.`);
  return Number(value);
}

/** Only http: the connections that are cut run through a relay, which cannot look into TLS. */
function toUrl(value: string): string {
  if (URL.parse(value)?.protocol !== 'http:') throw new UsageError('--url must be an http address.');
  return value.replace(/\/+$/, '');
}
