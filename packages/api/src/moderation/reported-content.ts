import type { Transaction } from '@dunlin/db';
import { toStaffPictureUrl } from '../media/profile-pictures.ts';
import { getTweetContent, type TweetContent } from './tweet-content.ts';

/** What a report keeps of its subject, for moderators to see after an edit or deletion. */
export interface ReportedContent {
  tweet: TweetContent | null;
  user: ReportedProfile;
}

const profile = ['username', 'displayName', 'bio', 'location', 'website', 'avatarUrl', 'bannerUrl'] as const;

type ReportedProfile = Record<'username' | 'displayName' | 'bio' | 'location', string> &
  Record<'website' | 'avatarUrl' | 'bannerUrl', string | null>;

/** Whoever may see it. Of a deleted account there is the name left, and what its tweet said. */
export async function readReportedContent(
  trx: Transaction,
  { userId, tweetId }: { userId: string; tweetId: string | null },
): Promise<ReportedContent> {
  const user = await trx
    .selectFrom('users')
    .select(profile)
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return {
    tweet: tweetId === null ? null : await getTweetContent(trx, tweetId),
    user: {
      ...user,
      avatarUrl: toStaffPictureUrl(user.avatarUrl),
      bannerUrl: toStaffPictureUrl(user.bannerUrl),
    },
  };
}
