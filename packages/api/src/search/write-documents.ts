import type { OwnSearch, SearchWriter, TweetDocument } from '@dunlin/backends/search';
import type { Database, Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { loadTweetDocuments, loadUserDocuments } from './documents.ts';
import { loadListings } from './listings.ts';

/** Indexes those of the tweets that search finds, and removes the others. */
export async function writeTweets(db: Database, index: SearchWriter, ids: readonly string[]): Promise<void> {
  await writeDocuments(index, ids, await loadTweetDocuments(db, ids));
}

/** The same of other indexes, from what the database's own has: to tell a tweet's language takes longer than all the rest. */
export async function copyTweets(
  { trx, own }: { trx: Transaction; own: Pick<OwnSearch, 'within'> },
  indexes: readonly SearchWriter[],
  ids: readonly string[],
): Promise<void> {
  const documents = await own.within(trx).readTweets(ids);
  for (const index of indexes) await writeDocuments(index, ids, documents);
}

async function writeDocuments(
  index: SearchWriter,
  ids: readonly string[],
  documents: readonly TweetDocument[],
): Promise<void> {
  const found = new Set(documents.map(({ id }) => id));
  await index.indexTweets(documents);
  await index.removeTweets(ids.filter((id) => !found.has(id)));
}

/** The same of users. What they wrote stays listed as it is. */
export async function writeUsers(
  db: Database,
  indexes: readonly SearchWriter[],
  ids: readonly string[],
): Promise<void> {
  const documents = await loadUserDocuments(db, ids);
  const found = new Set(documents.map(({ id }) => id));
  for (const index of indexes) {
    await index.indexUsers(documents);
    await index.removeUsers(ids.filter((id) => !found.has(id)));
  }
}

/** Lists or delists what each of the users wrote. */
export async function writeListings(
  db: Database,
  indexes: readonly SearchWriter[],
  ids: readonly string[],
): Promise<void> {
  for (const { username, listed } of await loadListings(db, ids))
    for (const index of indexes)
      for (let after: string | undefined; ; ) {
        after = await index.setAuthorListed(username, listed, after);
        if (after === undefined) break;
        // The database ends a transaction from which it hears nothing for long.
        await sql`select`.execute(db);
      }
}
