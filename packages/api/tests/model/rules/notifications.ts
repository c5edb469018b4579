import { describeTweet } from './describe.ts';
import { noticeTypes, stands } from './notices.ts';
import type { Account, World } from './world.ts';

/** Actors named with a notification. */
const maxNamed = 3;

/** Latest first, without what is not true now, and how many are unread. */
export function notificationsOf(world: World, viewer: Account) {
  const shown = world.notifications.flatMap((group) => {
    const actors = group.notices
      .filter((notice) => stands(world, group, notice))
      .map(({ actor }) => actor.name)
      .toReversed();
    if (group.user !== viewer || actors.length === 0) return [];
    const { type, tweet, isRead } = group;
    return {
      type,
      tweet: tweet && describeTweet(world, viewer, { tweet, unasked: true }),
      actors: actors.slice(0, maxNamed),
      actorCount: actors.length,
      isRead,
    };
  });
  const unread = shown.filter(({ isRead }) => !isRead);
  return {
    items: shown.toReversed(),
    unread: unread.length,
    byType: Object.fromEntries(
      noticeTypes.map((type) => [type, unread.filter((group) => group.type === type).length]),
    ),
  };
}
