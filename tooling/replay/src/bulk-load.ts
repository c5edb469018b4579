import type { Database, Transaction } from '@dunlin/db';
import { emailOf } from './sessions.ts';

const batchSize = 5_000;
/** What was told of then would have been read and deleted by now. */
const longAgo = new Date(0);

interface LoadedAccounts {
  usernames: readonly string[];
  /** An account that was registered through the API. The loaded ones get its password. */
  template: string;
  onProgress: (count: number) => void;
}

/**
 * Inserts accounts as the API's `auth.register` leaves them, without the cost of hashing a password for each.
 * @returns ids in the order of the usernames.
 * @throws Error when the database does not know the template, and so is not the server's.
 */
export async function loadAccounts(db: Database, options: LoadedAccounts): Promise<string[]> {
  const { usernames, template, onProgress } = options;
  const known = await db
    .selectFrom('users')
    .select('passwordHash')
    .where('id', '=', template)
    .executeTakeFirst();
  if (!known)
    throw new Error('This is not the database of the server: an account just registered is not in it.');
  const ids = new Map<string, string>();
  for (let start = 0; start < usernames.length; start += batchSize) {
    const batch = usernames.slice(start, start + batchSize);
    const rows = await db.transaction().execute((trx) => insertAccounts(trx, batch, known.passwordHash));
    for (const { id, username } of rows) ids.set(username, id);
    onProgress(batch.length);
  }
  return usernames.flatMap((username) => ids.get(username) ?? []);
}

/** The events have them indexed for search. */
async function insertAccounts(trx: Transaction, usernames: readonly string[], passwordHash: string | null) {
  const rows = await trx
    .insertInto('users')
    .values(
      usernames.map((username) => ({
        ...{ username, displayName: username, email: emailOf(username), passwordHash },
      })),
    )
    .returning(['id', 'username'])
    .execute();
  const events = rows.map(({ id }) => ({ type: 'user.created', userId: id }));
  await trx
    .insertInto('outbox')
    .values(events.map((event) => ({ event: JSON.stringify(event) })))
    .execute();
  return rows;
}

/**
 * Inserts follows and counts them as the API's `follows.create` does, for accounts that have not tweeted: there is nothing
 * to add to a timeline. An author with more followers than the server writes timelines for is merged at read from the next
 * follow on. Nobody is told of them.
 */
export async function loadFollows(
  db: Database,
  follows: readonly LoadedFollow[],
  onProgress: (count: number) => void,
): Promise<void> {
  for (let start = 0; start < follows.length; start += batchSize) {
    const batch = follows.slice(start, start + batchSize);
    await db.transaction().execute((trx) => insertFollows(trx, batch));
    onProgress(batch.length);
  }
}

async function insertFollows(trx: Transaction, follows: readonly LoadedFollow[]): Promise<void> {
  const inserted = await trx
    .insertInto('follows')
    .values(follows.map((follow) => ({ ...follow, createdAt: longAgo })))
    .onConflict((conflict) => conflict.doNothing())
    .returning(['followerId', 'followeeId'])
    .execute();
  const counts = new Map<string, { userId: string; slot: 0; followers: number; following: number }>();
  const count = (userId: string, name: 'followers' | 'following') => {
    const row = counts.get(userId) ?? { userId, slot: 0, followers: 0, following: 0 };
    row[name]++;
    counts.set(userId, row);
  };
  for (const { followerId, followeeId } of inserted) {
    count(followerId, 'following');
    count(followeeId, 'followers');
  }
  if (counts.size === 0) return;
  await trx
    .insertInto('userCounts')
    .values([...counts.values()])
    .onConflict((conflict) =>
      conflict.columns(['userId', 'slot']).doUpdateSet((update) => ({
        followers: update('userCounts.followers', '+', update.ref('excluded.followers')),
        following: update('userCounts.following', '+', update.ref('excluded.following')),
      })),
    )
    .execute();
}

interface LoadedFollow {
  followerId: string;
  followeeId: string;
}
