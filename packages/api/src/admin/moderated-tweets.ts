import type { Database } from '@dunlin/db';
import { AppError } from '../core/errors.ts';
import { toStaffMedia } from '../media/present.ts';
import { getTweetContent, type TweetContent } from '../moderation/tweet-content.ts';
import type { ModeratedTweet, ModeratedTweetContent } from './schema.ts';

/** Any tweet, also one that is deleted or that hardly anyone may see: for moderators alone. @throws AppError TWEET_NOT_FOUND */
export async function getModeratedTweet(db: Database, id: string): Promise<ModeratedTweet> {
  const tweet = await db
    .selectFrom('tweets')
    .leftJoin('users as deleters', 'deleters.id', 'tweets.deletedBy')
    .select(['tweets.id', 'authorId', 'replyToId', 'conversationId', 'quotedId', 'tweets.deletedAt'])
    .select(['deletedBy', 'deleters.username as deleterName'])
    .where('tweets.id', '=', id)
    .executeTakeFirst();
  if (!tweet) throw new AppError('TWEET_NOT_FOUND');
  const { deletedAt, deletedBy, deleterName, ...place } = tweet;
  return {
    ...place,
    ...toTweetContent(await getTweetContent(db, id)),
    deletedAt: deletedAt?.toISOString() ?? null,
    deletedBy: deletedBy !== null && deleterName !== null ? { id: deletedBy, username: deleterName } : null,
  };
}

/** With media as moderators get them. */
export function toTweetContent({ media, quoted, ...said }: TweetContent): ModeratedTweetContent {
  return {
    ...said,
    media: media.map(toStaffMedia),
    quoted: quoted && { ...quoted, media: quoted.media.map(toStaffMedia) },
  };
}
