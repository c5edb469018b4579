import type { Services, Writer } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import { appendEvents } from '../outbox/append.ts';
import type { RowConsumer } from '../outbox/consumer.ts';
import { takeLocks } from '../outbox/locks.ts';
import { indexingLock } from './author-lock.ts';
import { loadListings } from './listings.ts';
import { notePending } from './replica/pending.ts';
import { writeUsers } from './write-documents.ts';

/**
 * Brings what search knows of users in line with what they are now, and whether their tweets are listed: some tweets at a time,
 * and the rest when others had their turn.
 */
export const indexUsers: RowConsumer<EventOf<'user.created' | 'user.updated' | 'user.deleted'>> = {
  name: 'index-users',
  locks: ({ userId }) => indexingLock(userId),
  async apply(writer, events) {
    const ids = [...new Set(events.map(({ userId }) => userId))];
    await indexInTransaction(writer, ids);
    const unfinished = await setListings(writer, new Map(ids.map((id) => [id, undefined])));
    await appendEvents(
      writer,
      Array.from(unfinished.keys(), (userId) => ({ type: 'user.updated', userId })),
    );
  },
};

/**
 * Indexes those of the users that search finds, and removes the others; lists or delists all that each wrote.
 * @param isChange whether it can have what the replica does not know.
 */
export async function refreshUsers(
  services: Pick<Services, 'db' | 'search'>,
  ids: readonly string[],
  { isChange = true }: { isChange?: boolean } = {},
): Promise<void> {
  await locked(services, ids, (writer) => indexInTransaction(writer, ids, { isChange }));
  let pending: Unfinished = new Map(ids.map((id) => [id, undefined]));
  // The locks are let go between the rounds, for others who wait for them; each reads anew what the author is.
  while (pending.size > 0) {
    const unfinished = pending;
    pending = await locked(services, [...unfinished.keys()], (writer) => setListings(writer, unfinished));
  }
}

function locked<Result>(
  { db, search }: Pick<Services, 'db' | 'search'>,
  ids: readonly string[],
  run: (writer: Pick<Writer, 'trx' | 'search'>) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (trx) => {
    await takeLocks(trx, ids.map(indexingLock));
    return run({ trx, search });
  });
}

async function indexInTransaction(
  { trx, search }: Pick<Writer, 'trx' | 'search'>,
  ids: readonly string[],
  { isChange = true } = {},
): Promise<void> {
  await writeUsers(trx, [search.within(trx)], ids);
  if (isChange) await notePending(trx, 'user', ids);
}

/** Lists or delists some tweets of each author. @returns whose tweets are not done, and where to go on. */
async function setListings(
  { trx, search }: Pick<Writer, 'trx' | 'search'>,
  pending: Unfinished,
): Promise<Unfinished> {
  const index = search.within(trx);
  const rest: Unfinished = new Map();
  for (const { id, username, listed } of await loadListings(trx, [...pending.keys()])) {
    const after = await index.setAuthorListed(username, listed, pending.get(id));
    if (after !== undefined) rest.set(id, after);
  }
  return rest;
}

/** Where to go on, by author. */
type Unfinished = Map<string, string | undefined>;
