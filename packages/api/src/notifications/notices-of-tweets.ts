import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import type { Notice } from './write-notices.ts';

export type TweetEvent = EventOf<'tweet.created' | 'tweet.updated'>;

/**
 * Those are told whom tweets answer, quote, retweet or mention. An edit is looked at as a new tweet is, which finds whom it
 * mentions anew. @returns the notices, by tweet.
 */
export async function noticesOfTweets(
  trx: Transaction,
  events: readonly TweetEvent[],
): Promise<Map<string, Notice[]>> {
  if (events.length === 0) return new Map();
  const ids = events.map(({ tweetId }) => tweetId);
  const { rows } = await sql<Notice & { writtenId: string }>`
    with written as (select * from tweets where id = any(${ids}::bigint[]) and deleted_at is null)
    select distinct on (written.id, concerned.user_id) written.id as "writtenId",
      concerned.user_id as "userId", concerned.type, written.author_id as "actorId",
      coalesce(written.retweet_of_id, written.id) as "tweetId"
    from written cross join lateral (
      select author_id as user_id, 'reply' as type, 1 as rank from tweets where id = written.reply_to_id
      union all
      select author_id, 'quote', 2 from tweets where id = written.quoted_id
      union all
      select author_id, 'retweet', 2 from tweets where id = written.retweet_of_id
      union all
      select (select id from users where lower(username) = lower(mention ->> 'username')), 'mention', 3
      from jsonb_array_elements(written.entities -> 'mentions') as mention
    ) as concerned
    where concerned.user_id <> written.author_id
    order by written.id, concerned.user_id, rank`.execute(trx);
  const byTweet = Map.groupBy(rows, ({ writtenId }) => writtenId);
  return new Map(
    Array.from(byTweet, ([id, notices]) => [id, notices.map(({ writtenId: _, ...notice }) => notice)]),
  );
}
