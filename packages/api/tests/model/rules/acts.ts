import { bookmark, like, unbookmark, unlike } from './marks.ts';
import { read } from './notices.ts';
import {
  accept,
  block,
  comeBack,
  follow,
  leave,
  lock,
  mute,
  reject,
  removeFollower,
  unblock,
  unfollow,
  unlock,
  unmute,
} from './relations.ts';
import { dismissReport, removeReported, reportAccount, reportTweet, suspendReported } from './reports.ts';
import { isActive } from './sight.ts';
import { expire, removeTweet, restore, restoreTweet, suspend, suspendForAnHour } from './staff.ts';
import type { Account, Content, Refusal, Tweet, World } from './world.ts';
import { edit, post, quote, remove, reply, retweet, unretweet } from './writing.ts';

/** What accounts do. */
export const ownActs = {
  ...{ post, reply, quote, retweet, unretweet, edit, delete: remove },
  ...{ like, unlike, bookmark, unbookmark },
  ...{ follow, unfollow, removeFollower, accept, reject, block, unblock, mute, unmute, lock, unlock, read },
  ...{ reportTweet, reportAccount, leave },
} satisfies Acts;

/** What moderators do, the clock, and who has no session. */
export const staffActs = {
  ...{ suspend, suspendForAnHour, restore, expire, removeTweet, restoreTweet },
  ...{ dismissReport, removeReported, suspendReported, comeBack },
} satisfies Acts;

export type OwnVerb = keyof typeof ownActs;
export type StaffVerb = keyof typeof staffActs;
export type Verb = OwnVerb | StaffVerb;

/** Who acts, and on whom or what. */
export interface Act {
  by: Account;
  to: Account;
  tweet: Tweet;
  content: Content;
}

/** What comes of an act. An account that is suspended or has left has no session to act in. */
export function perform(world: World, verb: Verb, act: Act): Refusal {
  if (isStaffVerb(verb)) return staffActs[verb](world, act);
  return isActive(act.by) ? ownActs[verb](world, act) : 'SESSION_ENDED';
}

function isStaffVerb(verb: Verb): verb is StaffVerb {
  return verb in staffActs;
}

type Acts = Record<string, (world: World, act: Act) => Refusal>;
