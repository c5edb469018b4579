import { describeTweet } from './describe.ts';
import { stands } from './notices.ts';
import { type Account, type Group, noticeTypes, type World } from './world.ts';

/** Actors named with a notification. */
const maxNamed = 3;

/** Latest first, without what is not true now, and how many are unread. */
export function notificationsOf(world: World, viewer: Account) {
  const shown = world.notifications
    .filter(({ user }) => user === viewer)
    .flatMap((group) => describeGroup(world, group));
  const unread = shown.filter(({ isRead }) => !isRead);
  return {
    items: shown.toReversed(),
    unread: unread.length,
    byType: Object.fromEntries(
      noticeTypes.map((type) => [type, unread.filter((group) => group.type === type).length]),
    ),
  };
}

/** A notification as its user is shown it; none when nothing of it is true now. */
export function describeGroup(world: World, group: Group): Line[] {
  const { user, type, tweet, isRead } = group;
  const actors = group.notices
    .filter((notice) => stands(world, group, notice))
    .map(({ actor }) => actor.name)
    .toReversed();
  if (actors.length === 0) return [];
  if (type === 'removal') return [{ type, tweet: null, actors: [], actorCount: 0, isRead }];
  const shown = tweet && describeTweet(world, user, { tweet, unasked: true });
  return [{ type, tweet: shown, actors: actors.slice(0, maxNamed), actorCount: actors.length, isRead }];
}

interface Line extends Pick<Group, 'type' | 'isRead'> {
  tweet: string | null;
  actors: string[];
  actorCount: number;
}
