import { notify } from './notices.ts';
import { areApart, isActive } from './sight.ts';
import { type Account, type Bond, has, type Refusal, set, unset, type World } from './world.ts';

/** A private account is asked. */
export function follow(world: World, { by, to }: Bond): Refusal {
  if (by === to) return 'CANNOT_FOLLOW_SELF';
  if (!isActive(to)) return 'USER_NOT_FOUND';
  if (areApart(world, by, to)) return 'BLOCKED';
  if (!to.isPrivate) begin(world, by, to);
  else if (!has(world.follows, by, to)) ask(world, by, to);
  return;
}

/** Who has left is nobody to anybody, and what stood between them stands when they come back. */
export function unfollow(world: World, { by, to }: Bond): Refusal {
  if (to.hasLeft) return 'USER_NOT_FOUND';
  end(world, by, to);
  return;
}

export function removeFollower(world: World, { by, to }: Bond): Refusal {
  if (to.hasLeft) return 'USER_NOT_FOUND';
  end(world, to, by);
  return;
}

/** Of who is suspended there is nothing to answer with, and the request stays. */
export function accept(world: World, { by, to }: Bond): Refusal {
  if (!has(world.requests, to, by)) return 'FOLLOW_REQUEST_NOT_FOUND';
  if (!isActive(to)) return 'USER_NOT_FOUND';
  begin(world, to, by, { isAccepted: true });
  return;
}

export function reject(world: World, { by, to }: Bond): Refusal {
  if (!has(world.requests, to, by)) return 'FOLLOW_REQUEST_NOT_FOUND';
  if (to.hasLeft) return 'USER_NOT_FOUND';
  unset(world.requests, to, by);
  return;
}

/** Ends follows and requests both ways, and for good what the blocked quoted of the blocker. */
export function block(world: World, { by, to }: Bond): Refusal {
  if (by === to) return 'CANNOT_BLOCK_SELF';
  if (to.hasLeft) return 'USER_NOT_FOUND';
  if (set(world.blocks, by, to)) {
    end(world, by, to);
    end(world, to, by);
    detachQuotes(world, by, to);
  }
  return;
}

function detachQuotes({ tweets }: World, author: Account, quoter: Account): void {
  for (const quote of tweets) {
    if (quote.by !== quoter || quote.quoted?.by !== author) continue;
    quote.detachedFrom = quote.quoted;
    quote.quoted = null;
  }
}

export function unblock(world: World, { by, to }: Bond): Refusal {
  if (to.hasLeft) return 'USER_NOT_FOUND';
  unset(world.blocks, by, to);
  return;
}

export function mute(world: World, { by, to }: Bond): Refusal {
  if (by === to) return 'CANNOT_MUTE_SELF';
  if (to.hasLeft) return 'USER_NOT_FOUND';
  set(world.mutes, by, to);
  return;
}

export function unmute(world: World, { by, to }: Bond): Refusal {
  if (to.hasLeft) return 'USER_NOT_FOUND';
  unset(world.mutes, by, to);
  return;
}

export function leave(_world: World, { by }: Pick<Bond, 'by'>): Refusal {
  by.hasLeft = true;
  return;
}

export function comeBack(world: World, { to }: Pick<Bond, 'to'>): Refusal {
  to.hasLeft = false;
  letIn(world);
  return;
}

export function lock(_world: World, { by }: Pick<Bond, 'by'>): Refusal {
  by.isPrivate = true;
  return;
}

export function unlock(world: World, { by }: Pick<Bond, 'by'>): Refusal {
  by.isPrivate = false;
  letIn(world);
  return;
}

/** Who asked an account that is private no more follows it; while one of the two is suspended or has left, the request waits. */
export function letIn(world: World): void {
  const { accounts, requests } = world;
  for (const to of accounts.filter((account) => isActive(account) && !account.isPrivate))
    for (const by of accounts.filter((account) => isActive(account) && has(requests, account, to)))
      begin(world, by, to, { isAccepted: true });
}

/** A follow by one's own accepting is no news. */
function begin(world: World, by: Account, to: Account, { isAccepted = false } = {}): void {
  unset(world.requests, by, to);
  const act = set(world.follows, by, to);
  if (!act) return;
  notify(world, { user: to, type: 'follow', actor: by, act, isRead: isAccepted });
  if (isAccepted) notify(world, { user: by, type: 'followAccepted', actor: to, act });
}

function ask(world: World, by: Account, to: Account): void {
  const act = set(world.requests, by, to);
  if (act) notify(world, { user: to, type: 'followRequest', actor: by, act });
}

function end(world: World, by: Account, to: Account): void {
  unset(world.requests, by, to);
  unset(world.follows, by, to);
}
