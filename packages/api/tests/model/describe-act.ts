import type { Act, Verb } from './rules/acts.ts';
import type { Refusal } from './rules/world.ts';
import { toText } from './text.ts';

const writing: readonly Verb[] = ['post', 'reply', 'quote', 'edit'];
const ofTweets: readonly Verb[] = [
  ...(['reply', 'quote', 'edit', 'retweet', 'unretweet', 'delete'] as const),
  ...(['like', 'unlike', 'bookmark', 'unbookmark', 'removeTweet', 'restoreTweet', 'reportTweet'] as const),
];
const ofAccounts: readonly Verb[] = [
  ...(['follow', 'unfollow', 'removeFollower', 'accept', 'reject'] as const),
  ...([
    'block',
    'unblock',
    'mute',
    'unmute',
    'suspend',
    'suspendForAnHour',
    'restore',
    'expire',
    'comeBack',
    'reportAccount',
  ] as const),
];

/** A line of a history. */
export function describeAct(verb: Verb, { by, to, tweet, content }: Act, answer: Refusal): string {
  const parts = [
    by.name,
    verb,
    ...(ofAccounts.includes(verb) ? [to.name] : []),
    ...(ofTweets.includes(verb) ? [tweet.name] : []),
    ...(writing.includes(verb) ? [`"${toText(content)}"`] : []),
  ];
  return `${parts.join(' ')}${answer === undefined ? '' : `: ${answer}`}`;
}
