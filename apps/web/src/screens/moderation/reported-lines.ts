import type { ModerationReportDetail } from '@dunlin/sdk';
import { describeMedia } from '../../tweet/describe-media.ts';
import type { Words } from '../../words/words.tsx';

type Reported = ModerationReportDetail['asReported'];

/** What a report is about, line by line: all of a tweet, its pictures by their descriptions, or all that a profile says. */
export function toReportedLines(
  { tweet, user }: { tweet: Reported['tweet']; user: Reported['user'] },
  words: Words,
): string[] {
  const { displayName, bio, location, website } = user;
  const shown = (media: NonNullable<Reported['tweet']>['media']) =>
    media.map((one) => describeMedia(one, words));
  const lines = tweet
    ? [
        ...[tweet.text, ...shown(tweet.media)],
        ...(tweet.quoted
          ? [`@${tweet.quoted.author.username}: ${tweet.quoted.text}`, ...shown(tweet.quoted.media)]
          : []),
      ]
    : [displayName, bio, location, website ?? ''];
  return lines.filter((line) => line !== '');
}
