import type { Services } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { lockAuthorsForIndexing } from './author-lock.ts';
import { loadListings } from './listings.ts';
import { notePending } from './replica/pending.ts';
import { writeUsers } from './write-documents.ts';

/** Brings what search knows of users in line with what they are now, and whether their tweets are listed. */
export const indexUsers: Consumer<EventOf<'user.created' | 'user.updated' | 'user.deleted'>> = {
  name: 'index-users',
  maxEvents: 100,
  priority: 10,
  handle: (services, events) => refreshUsers(services, [...new Set(events.map(({ userId }) => userId))]),
};

/**
 * Indexes those of the users that search finds, and removes the others; lists or delists what each wrote.
 * @param isChange whether it can have what the replica does not know.
 */
export async function refreshUsers(
  services: SearchServices,
  ids: readonly string[],
  { isChange = true }: { isChange?: boolean } = {},
): Promise<void> {
  const { db, search } = services;
  await db.transaction().execute(async (trx) => {
    await lockAuthorsForIndexing(trx, { userIds: ids });
    await writeUsers(trx, [search], ids);
    if (isChange) await notePending(trx, 'user', ids);
  });
  let pending = new Map<string, string | undefined>(ids.map((id) => [id, undefined]));
  while (pending.size > 0) pending = await refreshListings(services, pending);
}

/**
 * Lists or delists some tweets of each author. The lock is let go between the rounds, for others who wait for it; each reads
 * anew what the author is. @returns whose tweets are not done, and where to go on.
 */
function refreshListings(
  { db, search }: SearchServices,
  pending: ReadonlyMap<string, string | undefined>,
): Promise<Map<string, string>> {
  const ids = [...pending.keys()];
  return db.transaction().execute(async (trx) => {
    await lockAuthorsForIndexing(trx, { userIds: ids });
    const rest = new Map<string, string>();
    for (const { id, username, listed } of await loadListings(trx, ids)) {
      const after = await search.setAuthorListed(username, listed, pending.get(id));
      if (after !== undefined) rest.set(id, after);
    }
    return rest;
  });
}

type SearchServices = Pick<Services, 'db' | 'search'>;
