import type { TweetDocument, UserDocument } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { normalizeHashtag } from '../hashtags/normalize-hashtag.ts';
import type { TextEntities } from '../tweets/text.ts';
import { isPublic } from '../visibility/unasked.ts';
import { detectLanguage } from './language.ts';

/** What search has to know of those of the tweets that it finds: neither deleted ones nor retweets. */
export async function loadTweetDocuments(db: Database, ids: readonly string[]): Promise<TweetDocument[]> {
  const rows = await db
    .selectFrom('tweets')
    .innerJoin('users', 'users.id', 'tweets.authorId')
    .leftJoin('tweets as answered', 'answered.id', 'tweets.replyToId')
    .leftJoin('users as answeredAuthor', 'answeredAuthor.id', 'answered.authorId')
    .select([
      ...(['tweets.id', 'tweets.text', 'tweets.entities', 'tweets.createdAt'] as const),
      sql<string>`lower(users.username)`.as('author'),
      sql<string | null>`lower(answered_author.username)`.as('replyTo'),
      isPublic.as('listed'),
      sql<boolean>`exists (select from media where media.tweet_id = tweets.id and media.deleted_at is null)`.as(
        'hasMedia',
      ),
      sql<number>`(select greatest(coalesce(sum(likes), 0), 0)::int from tweet_counts where tweet_id = tweets.id)`.as(
        'likes',
      ),
    ])
    .where('tweets.id', '=', sql<string>`any(${ids})`)
    .where('tweets.deletedAt', 'is', null)
    .where('tweets.retweetOfId', 'is', null)
    .where('users.deletedAt', 'is', null)
    .execute();
  return Promise.all(
    rows.map(async ({ entities, ...row }): Promise<TweetDocument> => {
      // `as`: insertTweet and updateTweetText write nothing else into the column.
      const { hashtags, mentions, urls } = entities as unknown as TextEntities;
      return {
        ...row,
        language: await detectLanguage(row.text, [...hashtags, ...mentions, ...urls]),
        hashtags: unique(hashtags.map(({ text }) => normalizeHashtag(text))),
        mentions: unique(mentions.map(({ username }) => username.toLowerCase())),
        hasLinks: urls.length > 0,
      };
    }),
  );
}

/** What search has to know of those of the users that are neither deleted, deactivated nor suspended. */
export function loadUserDocuments(db: Database, ids: readonly string[]): Promise<UserDocument[]> {
  return db
    .selectFrom('users')
    .select(['id', 'username', 'displayName'])
    .where('id', '=', sql<string>`any(${ids})`)
    .where('isActive', '=', true)
    .execute();
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
