import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { extremes } from './extremes.ts';
import type { Shape } from './shape.ts';
import type { Step } from './steps.ts';

const likesPerTweet = 3;

export function likeSteps({ users, tweets }: Shape): Step[] {
  return [
    {
      name: 'likes',
      upTo: tweets,
      pieceOf: 50_000,
      run: (trx, from, to) => insertLikes(trx, { from, to, users }),
    },
    { name: 'likes of one tweet', run: (trx) => insertLikesOfOne(trx, users) },
  ];
}

/** A tenth of the tweets get most of the likes; those of private accounts none, and retweets none. */
async function insertLikes(
  trx: Transaction,
  { from, to, users }: { from: number; to: number; users: number },
): Promise<void> {
  await sql`
    insert into likes (id, user_id, tweet_id, created_at)
    select world.id_at(ms, n + place), user_id, tweet_id, world.time_of(world.id_at(ms, 0))
    from (
      select n, place, world.user_id(1 + floor(${sql.lit(users)} * world.draw(n, 200 + place))::bigint) as user_id, world.tweet_id(n) as tweet_id,
        (world.tweet_id(n) >> 22) + floor(60000 * power(world.draw(n, 300 + place), 2))::bigint as ms
      from generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint) as n
      cross join lateral generate_series(1, floor(${sql.lit(8 * likesPerTweet)} * power(world.draw(n, 30), 7))::bigint) as place
      where world.kind_of(n) <> 'retweet' and not world.is_private(world.author_of(n))
    ) as liked
    on conflict do nothing`.execute(trx);
}

async function insertLikesOfOne(trx: Transaction, users: number): Promise<void> {
  await sql`
    insert into likes (id, user_id, tweet_id, created_at)
    select world.id_at(ms, n), world.user_id(n), world.tweet_id(${sql.lit(extremes.liked)}), world.time_of(world.id_at(ms, 0))
    from (
      select n, (world.tweet_id(${sql.lit(extremes.liked)}) >> 22) + 1000 * n as ms from generate_series(1, ${sql.lit(users)}::bigint) as n
    ) as liked
    on conflict do nothing`.execute(trx);
}
