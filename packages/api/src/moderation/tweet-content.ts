import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { MediaRow } from '../media/present.ts';
import { mediaAsJson } from '../media/queries.ts';

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
  history: { text: string; createdAt: string }[];
}

/** Of tweets that exist, deleted ones too. */
export async function getTweetContent(db: Database, id: string): Promise<TweetContent> {
  const [{ createdAt, editedAt, ...said }, versions] = await Promise.all([
    db
      .selectFrom('tweets')
      .select(['text', 'createdAt', 'editedAt', mediaWithIt, quotedTweet])
      .where('id', '=', id)
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('tweetVersions')
      .select(['text', 'createdAt'])
      .where('tweetId', '=', id)
      .orderBy('version', 'desc')
      .limit(maxVersions)
      .execute(),
  ]);
  return {
    ...said,
    createdAt: createdAt.toISOString(),
    editedAt: editedAt?.toISOString() ?? null,
    history: versions.map((version) => ({ text: version.text, createdAt: version.createdAt.toISOString() })),
  };
}

/** What it shows, or showed when it was deleted. */
const mediaJson = (tweet: string) => sql<MediaRow[]>`(
  select coalesce(${mediaAsJson}, '[]')
  from media where tweet_id = ${sql.ref(`${tweet}.id`)}
    and (media.deleted_at is null or media.deleted_at >= ${sql.ref(`${tweet}.deleted_at`)})
)`;
const mediaWithIt = mediaJson('tweets').as('media');

const quotedTweet = sql<TweetContent['quoted']>`(
  select jsonb_build_object(
    'id', quoted.id::text, 'text', quoted.text, 'media', ${mediaJson('quoted')},
    'author', jsonb_build_object('id', users.id::text, 'username', users.username)
  )
  from tweets as quoted join users on users.id = quoted.author_id
  where quoted.id = tweets.quoted_id
)`.as('quoted');
