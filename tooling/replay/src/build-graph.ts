import type { Database } from '@dunlin/db';
import { loadAccounts, loadFollows } from './bulk-load.ts';
import { forEachConcurrently } from './for-each-concurrently.ts';
import type { Plan } from './plan.ts';
import { startProgress } from './progress.ts';
import type { Sessions } from './sessions.ts';

const concurrency = 16;

/** Which part of the accounts and follows goes through the API; the rest goes into the database. */
export interface Split {
  apiAccounts: number;
  apiFollows: Plan['follows'];
  loadedFollows: Plan['follows'];
}

/** The first accounts, and the first of the follows among them, go through the API. */
export function splitPlan(plan: Plan, options: { apiAccounts: number; apiFollows: number }): Split {
  const apiAccounts = Math.min(options.apiAccounts, plan.usernames.length);
  const [loadedFollows, apiFollows]: [Plan['follows'], Plan['follows']] = [[], []];
  for (const follow of plan.follows) {
    const isApi =
      Math.max(follow.follower, follow.followee) < apiAccounts && apiFollows.length < options.apiFollows;
    (isApi ? apiFollows : loadedFollows).push(follow);
  }
  return { apiAccounts, apiFollows, loadedFollows };
}

/** Makes the accounts and the follows, all before anyone tweets. */
export async function buildGraph(
  plan: Plan,
  options: { split: Split; sessions: Sessions; openDatabase: () => Promise<Database> },
): Promise<void> {
  const { split, sessions, openDatabase } = options;
  await registerAccounts(split, sessions);
  const usernames = plan.usernames.slice(split.apiAccounts);
  const { loadedFollows } = split;
  const db = usernames.length + loadedFollows.length > 0 ? await openDatabase() : undefined;
  try {
    if (db && usernames.length > 0) {
      using progress = startProgress('Loading the other accounts', usernames.length);
      const template = sessions.idOf(0);
      const ids = await loadAccounts(db, { usernames, template, onProgress: progress.advance });
      for (const [index, id] of ids.entries()) sessions.add(split.apiAccounts + index, id);
    }
    await createFollows(split, sessions);
    if (db && loadedFollows.length > 0) {
      using progress = startProgress('Loading the other follows', loadedFollows.length);
      const follows = loadedFollows.map(({ follower, followee }) => ({
        followerId: sessions.idOf(follower),
        followeeId: sessions.idOf(followee),
      }));
      await loadFollows(db, follows, progress.advance);
    }
  } finally {
    await db?.destroy();
  }
}

async function registerAccounts({ apiAccounts }: Split, sessions: Sessions): Promise<void> {
  using progress = startProgress('Registering accounts', apiAccounts);
  await forEachConcurrently(Array(apiAccounts).keys(), concurrency, async (account) => {
    await sessions.register(account);
    progress.advance();
  });
}

async function createFollows({ apiFollows }: Split, sessions: Sessions): Promise<void> {
  using progress = startProgress('Following', apiFollows.length);
  await forEachConcurrently(apiFollows, concurrency, async ({ follower, followee }) => {
    const client = await sessions.signIn(follower);
    await client.follows.create({ id: sessions.idOf(followee) });
    progress.advance();
  });
}
