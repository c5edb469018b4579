import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { isPublic } from '../visibility/unasked.ts';
import { isRestorable } from './restorable.ts';

/** Whether a tweet that everybody could see is deleted for good; of one of which nothing is left, nobody knows. */
export async function isDeletedTweet(db: Database, id: string): Promise<boolean> {
  const deleted = await db
    .selectFrom('tweets')
    .innerJoin('users', 'users.id', 'authorId')
    .select('tweets.id')
    .where('tweets.id', '=', id)
    .where('tweets.deletedAt', 'is not', null)
    .where(isPublic)
    .where(sql<boolean>`not ${isRestorable}`)
    .executeTakeFirst();
  return deleted !== undefined;
}
