import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import type { Shape } from './shape.ts';
import type { Step } from './steps.ts';
import { composeTexts } from './texts.ts';

/** Of each text one. */
export function firstTweetSteps(shape: Shape): Step[] {
  return [
    { name: 'texts', run: (trx) => insertTexts(trx, shape) },
    { name: 'first tweets', upTo: shape.texts, run: insertTweets },
  ];
}

export function tweetSteps({ tweets, texts }: Shape): Step[] {
  return [
    {
      name: 'tweets',
      upTo: tweets - texts,
      pieceOf: 100_000,
      run: (trx, from, to) => insertTweets(trx, from + texts, to + texts),
    },
  ];
}

async function insertTexts(trx: Transaction, shape: Shape): Promise<void> {
  const texts = composeTexts(shape).map((text, index) => ({ model: index + 1, ...text }));
  await sql`create table world.texts (model bigint primary key, text text not null, entities jsonb not null)`.execute(
    trx,
  );
  await sql`
    insert into world.texts select * from jsonb_to_recordset(${JSON.stringify(texts)}::jsonb) as text (model bigint, text text, entities jsonb)`.execute(
    trx,
  );
}

const nothing = JSON.stringify({ hashtags: [], mentions: [], urls: [] });

/** Who would repeat a tweet a second time does not. */
const insertTweets: Step['run'] = (trx, from, to) =>
  sql`
    insert into tweets (id, author_id, text, entities, reply_to_id, conversation_id, quoted_id, retweet_of_id, created_at)
    select world.tweet_id(n), world.user_id(world.author_of(n)),
      case kind when 'retweet' then '' else texts.text end,
      case kind when 'retweet' then ${nothing}::jsonb else texts.entities end,
      case kind when 'reply' then target end, world.tweet_id(world.root_of(n)),
      case kind when 'quote' then target end, case kind when 'retweet' then target end,
      world.time_of(world.tweet_id(n))
    from (
      select n, world.kind_of(n) as kind, world.tweet_id(world.target_of(n)) as target
      from generate_series(${sql.lit(from)}::bigint, ${sql.lit(to)}::bigint) as n
    ) as tweet
    join world.texts on texts.model = world.model_of(n)
    on conflict do nothing`.execute(trx);
