import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { extractEntities } from '../tweets/text.ts';
import { selectWriter } from '../users/queries.ts';

/** @returns the retweet, undefined when there was one already. */
export function insertRetweet(
  trx: Transaction,
  { authorId, tweetId }: { authorId: string; tweetId: string },
): Promise<{ id: string } | undefined> {
  return trx
    .insertInto('tweets')
    .columns(['id', 'authorId', 'text', 'entities', 'retweetOfId', 'conversationId'])
    .expression(
      selectWriter(trx, authorId)
        .innerJoin(sql<{ id: string }>`next_id()`.as<'new'>(sql`new (id)`), (join) => join.onTrue())
        .select([
          'new.id',
          'users.id as authorId',
          sql`''`.as('text'),
          sql`${JSON.stringify(extractEntities(''))}::jsonb`.as('entities'),
          sql`${tweetId}::bigint`.as('retweetOfId'),
          'new.id as conversationId',
        ]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
}

export function findRetweet(
  trx: Transaction,
  { authorId, tweetId }: { authorId: string; tweetId: string },
): Promise<{ id: string } | undefined> {
  return trx
    .selectFrom('tweets')
    .select('id')
    .where('authorId', '=', authorId)
    .where('retweetOfId', '=', tweetId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
}
