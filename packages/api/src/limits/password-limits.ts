import { createHmac } from 'node:crypto';
import type { Viewer } from '../core/viewer.ts';
import { assertWithin, type Bucket, createBucket } from './bucket.ts';
import type { CountedRequest } from './counted-request.ts';
import { networkOf } from './network.ts';
import type { RateLimits } from './rules.ts';

/**
 * Bounds wrong passwords. An attempt counts as wrong before it is looked at and is given back unless it was, so concurrent
 * attempts cannot be more than there are; while a limit is reached the right password is refused too, and nothing is hashed.
 */
export interface PasswordLimits {
  /**
   * Whether the password fits, by what `verify` finds.
   * @throws AppError RATE_LIMITED, and what verify throws, which counts as no attempt
   */
  login(attempt: LoginAttempt, verify: Verify): Promise<boolean>;
  /** The same for the password that a viewer's own session must give again. */
  confirm(viewer: Viewer, request: CountedRequest, verify: Verify): Promise<boolean>;
}

export interface LoginAttempt {
  request: CountedRequest;
  /** The username or email, whether or not there is such an account. */
  name: string;
  /**
   * The addresses that have a session of the account. From these it can be signed in to however many attempts others make,
   * so that nobody can lock an account's owner out.
   */
  knownAddresses: () => Promise<string[]>;
}

export function createPasswordLimits({ rules, key }: { rules: RateLimits; key: Buffer }): PasswordLimits {
  const fromAddress = createBucket(rules.loginFromAddress);
  const toAccountFromAddress = createBucket(rules.loginToAccountFromAddress);
  const toAccount = createBucket(rules.loginToAccount);
  const ofSession = createBucket(rules.passwordOfSession);
  const hash = (name: string) => createHmac('sha256', key).update(name.toLowerCase()).digest('base64url');

  return {
    async login({ request, name, knownAddresses }, verify) {
      const network = networkOf(request.ipAddress);
      const account = hash(name);
      const pair = `${account}:${network}`;
      // What is refused for its address counts against no account: one address cannot use up what an account allows all.
      await takeOne(fromAddress, network, request);
      await takeOne(toAccountFromAddress, pair, request);
      const state = await toAccount.take(account);
      if (state.isExceeded && !(await knownAddresses()).some((known) => networkOf(known) === network)) {
        request.onLimit?.(state);
        assertWithin(state);
      }
      return giveBackUnlessWrong(verify, () =>
        Promise.all([
          fromAddress.giveBack(network),
          toAccountFromAddress.giveBack(pair),
          toAccount.giveBack(account),
        ]),
      );
    },
    async confirm({ sessionId }, request, verify) {
      await takeOne(ofSession, sessionId, request);
      return giveBackUnlessWrong(verify, () => ofSession.giveBack(sessionId));
    },
  };
}

async function takeOne(bucket: Bucket, key: string, request: CountedRequest): Promise<void> {
  const state = await bucket.take(key);
  if (state.isExceeded) request.onLimit?.(state);
  assertWithin(state);
}

async function giveBackUnlessWrong(verify: Verify, giveBack: () => Promise<unknown>): Promise<boolean> {
  let isWrong = false;
  try {
    const matches = await verify();
    isWrong = !matches;
    return matches;
  } finally {
    if (!isWrong) await giveBack();
  }
}

type Verify = () => Promise<boolean>;
