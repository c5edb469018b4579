import { sql } from 'kysely';
import type { Services } from '../context.ts';
import type { EventOf } from '../events.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { lockAuthorsForIndexing } from './author-lock.ts';
import { loadUserDocuments } from './documents.ts';

/** Brings what search knows of users in line with what they are now, and whether their tweets are listed. */
export const indexUsers: Consumer<EventOf<'user.created' | 'user.updated' | 'user.deleted'>> = {
  name: 'index-users',
  maxEvents: 100,
  priority: 10,
  handle: (services, events) => refreshUsers(services, [...new Set(events.map(({ userId }) => userId))]),
};

/** Indexes those of the users that search finds, and removes the others. */
export async function refreshUsers(
  { db, search }: Pick<Services, 'db' | 'search'>,
  ids: readonly string[],
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockAuthorsForIndexing(trx, { userIds: ids });
    const documents = await loadUserDocuments(trx, ids);
    const found = new Set(documents.map(({ id }) => id));
    await search.indexUsers(documents);
    await search.removeUsers(ids.filter((id) => !found.has(id)));
    const authors = await trx
      .selectFrom('users')
      .select(['username', sql<boolean>`is_active and not private`.as('listed')])
      .where('id', '=', sql<string>`any(${ids})`)
      .execute();
    for (const { username, listed } of authors) await search.setAuthorListed(username.toLowerCase(), listed);
  });
}
