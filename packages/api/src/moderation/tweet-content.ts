import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { MediaRow } from '../media/present.ts';
import { mediaAsJson } from '../media/queries.ts';
import type { TweetVersion } from '../tweets/schema.ts';

/** Versions of a tweet that are told with it, the latest. */
const maxVersions = 50;

/** All that a tweet says and shows, whoever may see it; also a deleted one's, while that is kept. */
export interface TweetContent {
  text: string;
  createdAt: string;
  editedAt: string | null;
  media: MediaRow[];
  quoted: { id: string; author: { id: string; username: string }; text: string; media: MediaRow[] } | null;
  /** What it said before it was edited, latest first. */
  history: FormerContent[];
}

export interface FormerContent {
  text: string;
  createdAt: string;
  /** Neither is in reports from before it was kept. */
  altTexts?: TweetVersion['altTexts'];
  /** When its author removed it from the history. */
  removedAt?: string | null;
}

/** Of a tweet that exists, be it deleted. */
export async function getTweetContent(db: Database, id: string): Promise<TweetContent> {
  const row = await db
    .selectFrom('tweets')
    .select(contentColumns)
    .where('tweets.id', '=', id)
    .executeTakeFirstOrThrow();
  return toTweetContent(row);
}

const mediaOf = (tweet: 'tweets' | 'quoted') => sql<MediaRow[]>`(
  select coalesce(${mediaAsJson('shown')}, '[]') from media join (
    select id as media_id, position, alt_text from media
    where tweet_id = ${sql.ref(`${tweet}.id`)}
      -- What a deleted tweet showed is deleted with it, and what was taken from it before is not shown.
      and (media.deleted_at is null or media.deleted_at >= ${sql.ref(`${tweet}.deleted_at`)})
    union all
    select media_id, position, alt_text from redrafted_media where tweet_id = ${sql.ref(`${tweet}.id`)}
  ) as shown on shown.media_id = media.id
)`;

/** Detached or not: a report has what was seen. */
const quotedTweet = sql<TweetContent['quoted']>`(
  select jsonb_build_object(
    'id', quoted.id::text, 'text', quoted.text, 'media', ${mediaOf('quoted')},
    'author', jsonb_build_object('id', users.id::text, 'username', users.username)
  )
  from tweets as quoted join users on users.id = quoted.author_id
  where quoted.id = coalesce(tweets.quoted_id, tweets.detached_from_id)
)`;

const history = sql<TweetContent['history']>`(
  select coalesce(jsonb_agg(jsonb_build_object(
    'text', text, 'altTexts', alt_texts, 'createdAt', ${asIsoDate('created_at')}, 'removedAt', ${asIsoDate('removed_at')}
  ) order by version desc), '[]')
  from (
    select * from tweet_versions where tweet_id = tweets.id and (removed_at is null or kept)
    order by version desc limit ${sql.lit(maxVersions)}
  ) as versions
)`;

function asIsoDate(column: string) {
  return sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

/** For a query of `tweets`. */
export const contentColumns = [
  ...(['tweets.text', 'tweets.createdAt', 'tweets.editedAt'] as const),
  ...[mediaOf('tweets').as('media')],
  ...[quotedTweet.as('quoted')],
  ...[history.as('history')],
];

export function toTweetContent({ createdAt, editedAt, ...said }: ContentRow): TweetContent {
  return { ...said, createdAt: createdAt.toISOString(), editedAt: editedAt?.toISOString() ?? null };
}

type ContentRow = Omit<TweetContent, 'createdAt' | 'editedAt'> & { createdAt: Date; editedAt: Date | null };
