import type { DunlinClient, UserSummary, UserViewer } from '@dunlin/sdk';
import { useClient } from '../dunlin-context.ts';
import { hasViewer } from '../store/visibility.ts';
import { type ToggleResult, useToggle } from './use-toggle.ts';

/**
 * Follows a user or asks to, or unfollows. A private account is asked: then `viewer.requested` is true.
 * @example
 * const follow = useFollow(user);
 * <button onClick={() => follow.mutate(!user.viewer.following)}>Follow</button>
 */
export function useFollow(user: UserSummary): ToggleResult<Follows['create'], Follows['delete']> {
  const { follows, timelines, feed, users } = useClient();
  return useToggle(user, {
    on: follows.create,
    off: follows.delete,
    change: (shown, isOn) => followed(shown, isOn),
    outdates: [timelines.home, feed.get, users.followers, users.following],
  });
}

/**
 * Blocks a user, or takes the block back. Their tweets leave all lists at once.
 * @example block.mutate(true)
 */
export function useBlock(user: UserSummary): ToggleResult<Moderation['block'], Moderation['unblock']> {
  const { moderation, timelines, feed, notifications, users } = useClient();
  return useToggle(user, {
    on: moderation.block,
    off: moderation.unblock,
    change: (shown, isOn) => stands(shown, isOn ? blocked : { blocking: false }),
    outdates: [timelines.home, feed.get, notifications.list, moderation.blocks, users.tweets],
  });
}

/**
 * Mutes a user, or takes the mute back. Their tweets leave at once the lists in which those of muted users are not shown.
 * @example mute.mutate(!user.viewer.muting)
 */
export function useMute(user: UserSummary): ToggleResult<Moderation['mute'], Moderation['unmute']> {
  const { moderation, timelines, feed, notifications } = useClient();
  return useToggle(user, {
    on: moderation.mute,
    off: moderation.unmute,
    change: (shown, isOn) => stands(shown, { muting: isOn }),
    outdates: [timelines.home, feed.get, notifications.list, moderation.mutes],
  });
}

function followed<Shown extends UserSummary>(user: Shown, isOn: boolean): Shown {
  const follows = hasViewer(user) && user.viewer.following;
  if (!isOn) return counted(stands(user, { following: false, requested: false }), follows ? -1 : 0);
  if (follows) return user;
  return user.private ? stands(user, { requested: true }) : counted(stands(user, { following: true }), 1);
}

function stands<Shown extends UserSummary>(user: Shown, change: Partial<UserViewer>): Shown {
  return { ...user, viewer: { ...(hasViewer(user) ? user.viewer : stranger), ...change } };
}

function counted<Shown extends UserSummary>(user: Shown, change: number): Shown {
  if (!('followerCount' in user) || typeof user.followerCount !== 'number') return user;
  return { ...user, followerCount: user.followerCount + change };
}

const stranger = { following: false, followedBy: false, requested: false, blocking: false, muting: false };
const blocked = { blocking: true, following: false, followedBy: false, requested: false };

type Follows = DunlinClient['follows'];
type Moderation = DunlinClient['moderation'];
