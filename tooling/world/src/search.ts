import { reindexSearch } from '@dunlin/api';
import { createPostgresSearch } from '@dunlin/backends/search';
import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Shape } from './shape.ts';
import type { Step } from './steps.ts';

/** The product itself reads users and the first tweet of each text; they are all there is when this runs. */
export const firstSearchStep: Step = {
  name: 'search of the first',
  run: async () => {},
  runOutside: (db) => reindexSearch({ db, search: createPostgresSearch(db) }),
};

/** The others are found by the same words as the first of their text. */
export function searchSteps({ tweets, texts }: Shape): Step[] {
  return [
    {
      name: 'search',
      upTo: tweets - texts,
      pieceOf: 50_000,
      run: (trx, from, to) => copyDocuments(trx, from + texts, to + texts),
    },
    { name: 'search by likes', run: (trx) => countLikes(trx, texts) },
    { name: 'search by hashtag', run: countHashtags },
  ];
}

async function copyDocuments(trx: Transaction, from: number, to: number): Promise<void> {
  await sql`
    insert into search_tweets (
      tweet_id, author, reply_to, mentions, hashtags, text, words, language, created_at, has_media, has_links, likes, listed
    )
    select tweets.id, 'user_' || world.author_of(n),
      case when reply_to_id is not null then 'user_' || world.author_of(world.target_of(n)) end,
      model.mentions, model.hashtags, model.text, model.words, model.language, tweets.created_at, model.has_media, model.has_links,
      tweet_counts.likes, not world.is_private(world.author_of(n))
    from generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint) as n
    join tweets on tweets.id = world.tweet_id(n) and retweet_of_id is null
    join tweet_counts on tweet_counts.tweet_id = tweets.id and slot = 0
    join search_tweets as model on model.tweet_id = world.tweet_id(world.model_of(n))`.execute(trx);
}

async function countLikes(trx: Transaction, texts: number): Promise<void> {
  await sql`
    update search_tweets set likes = tweet_counts.likes
    from tweet_counts
    where tweet_counts.tweet_id = search_tweets.tweet_id and search_tweets.tweet_id <= world.tweet_id(${sql.lit(texts)})`.execute(
    trx,
  );
}

const countHashtags: Step['run'] = (trx) =>
  sql`
    update search_hashtags set tweet_count = counted.count
    from (
      select hashtag, count(*)::int as count from search_tweets, unnest(hashtags) as hashtag where listed group by hashtag
    ) as counted
    where counted.hashtag = search_hashtags.hashtag`.execute(trx);
