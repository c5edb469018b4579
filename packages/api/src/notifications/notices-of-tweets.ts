import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import type { Notice } from './write-notices.ts';

export type TweetEvent = EventOf<'tweet.created' | 'tweet.updated'>;

/**
 * Those are told whom tweets answer, quote, retweet or mention. An edit tells whom the version before it did not mention, which is
 * asked of that version: what was notified of it may have been trimmed. @returns the notices, by event.
 */
export async function noticesOfTweets(
  trx: Transaction,
  events: readonly TweetEvent[],
): Promise<Map<TweetEvent, Notice[]>> {
  if (events.length === 0) return new Map();
  const ids = events.map(({ tweetId }) => tweetId);
  const versions = events.map((event) => (event.type === 'tweet.created' ? 0 : (event.version ?? null)));
  const { rows } = await sql<Notice & { place: number }>`
    with written as (
      select tweets.*, place, version, (
        select entities -> 'mentions' from tweet_versions
        where tweet_versions.tweet_id = tweets.id and tweet_versions.version = asked.version
      ) as former_mentions
      from unnest(${ids}::bigint[], ${versions}::int[]) with ordinality as asked (tweet_id, version, place)
      join tweets on tweets.id = asked.tweet_id and deleted_at is null
    ), concerned as (
      select distinct on (place, concerned.user_id) written.*, concerned.user_id, concerned.type
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
      order by place, concerned.user_id, rank
    )
    select place::int, user_id as "userId", type, author_id as "actorId", coalesce(retweet_of_id, id) as "tweetId"
    from concerned
    where version = 0 or (
      type = 'mention' and former_mentions is not null and not exists (
        select from jsonb_array_elements(former_mentions) as mention
        where lower(mention ->> 'username') = (select lower(username) from users where users.id = user_id)
      )
    )
    order by place`.execute(trx);
  const byPlace = Map.groupBy(rows, ({ place }) => place);
  return new Map(
    events.map((event, index) => [
      event,
      (byPlace.get(index + 1) ?? []).map(({ place: _, ...notice }) => notice),
    ]),
  );
}
