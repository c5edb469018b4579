import { createHmac } from 'node:crypto';
import type { CountedRequest, PasswordLimits, Verify } from '../core/limits.ts';
import { assertWithin, type Bucket, type CreateBucket } from './bucket.ts';
import { networkOf } from './network.ts';

export function createPasswordLimits({
  bucketOf,
  key,
}: {
  bucketOf: CreateBucket;
  key: Buffer;
}): PasswordLimits {
  const fromAddress = bucketOf('loginFromAddress');
  const toAccountFromAddress = bucketOf('loginToAccountFromAddress');
  const toAccount = bucketOf('loginToAccount');
  const ofSession = bucketOf('passwordOfSession');
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
