import { asksForAuthor } from '@dunlin/api/query-parts';
import type { UserSummary, UserViewer } from '@dunlin/sdk';
import type { QueryKey } from '@tanstack/react-query';
import { originalOf } from './entity.ts';
import type { Store } from './store.ts';
import { hasViewer } from './visibility.ts';

/** What the server leaves out of a list, as far as it follows from whom the viewer blocks and mutes. */
export interface ListRules {
  /** Whether nothing of it can be read, as of a profile behind a block. */
  isClosed: boolean;
  /** Of who wrote a tweet, or did what the list tells of. */
  leavesOut: (user: UserSummary) => boolean;
  /** Of who wrote a tweet that another quotes. */
  leavesOutQuoted: (user: UserSummary) => boolean;
  /** Of a user who is an item of the list. */
  leavesOutUser: (user: UserSummary) => boolean;
}

/** @param queryKey of its query, which names the operation and its input */
export function rulesOf(store: Store, queryKey: QueryKey): ListRules {
  // `as`: that is what `queryKey` makes.
  const [, operation, input = {}] = queryKey as [string, string, object?];
  if (operation.startsWith('admin.')) return openRules;
  const isHidden = (user: UserSummary) => isGone(store, user) || viewerOf(store, user).blocking;
  const isMuted = (user: UserSummary) => viewerOf(store, user).muting;
  const isHiddenOrMuted = (user: UserSummary) => isHidden(user) || isMuted(user);
  const everywhere = { leavesOut: isHidden, leavesOutQuoted: isHidden, leavesOutUser: isHidden };

  if (operation === 'moderation.blocks')
    return { ...openRules, leavesOutUser: (user) => !viewerOf(store, user, { blocking: true }).blocking };
  if (operation === 'moderation.mutes')
    return { ...openRules, leavesOutUser: (user) => !viewerOf(store, user, { muting: true }).muting };
  if (isUnasked(operation, input))
    return { ...everywhere, isClosed: false, leavesOut: isHiddenOrMuted, leavesOutQuoted: isHiddenOrMuted };

  const subject = subjectOf(store, operation, input);
  const isClosed = subject !== undefined && isHidden(subject);
  const isConversation =
    conversations.includes(operation) && !('includeMuted' in input && input.includeMuted);
  if (!isConversation) return { ...everywhere, isClosed };
  return {
    ...{ ...everywhere, isClosed },
    leavesOut: (user) => isHidden(user) || (user.id !== subject?.id && isMuted(user)),
  };
}

/** What comes to viewers who did not ask for its authors. */
function isUnasked(operation: string, input: object): boolean {
  if (operation === 'search.tweets') return !('q' in input && asksForAuthor(String(input.q)));
  return ['timelines.home', 'feed.get', 'notifications.list'].includes(operation);
}

const conversations = ['tweets.thread', 'tweets.replies'];

/** Whose profile or tweet a list belongs to; of a retweet, the tweet that it repeats. */
function subjectOf(store: Store, operation: string, input: object): UserSummary | undefined {
  if (!('id' in input) || typeof input.id !== 'string') return undefined;
  if (operation.startsWith('users.')) return store.findUser(input.id);
  const tweet = operation.startsWith('tweets.') ? store.findTweet(input.id) : undefined;
  return tweet && (originalOf(tweet) ?? tweet).author;
}

/** Deleted or suspended, by now. */
function isGone(store: Store, user: UserSummary): boolean {
  const known = store.find(user);
  return !known || ('suspended' in known && known.suspended === true);
}

function viewerOf(
  store: Store,
  user: UserSummary,
  unknown: Partial<UserViewer> = {},
): Pick<UserViewer, 'blocking' | 'muting'> {
  const known = store.find(user);
  return known && hasViewer(known) ? known.viewer : { blocking: false, muting: false, ...unknown };
}

const openRules: ListRules = {
  isClosed: false,
  leavesOut: () => false,
  leavesOutQuoted: () => false,
  leavesOutUser: () => false,
};
