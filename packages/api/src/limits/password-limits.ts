import { createHmac } from 'node:crypto';
import type { CountedRequest, LoginAttempt, PasswordLimits, Verify } from '../core/limits.ts';
import { assertWithin, type CreateBucket } from './bucket.ts';
import { networkOf } from './network.ts';
import type { Bucket, Taken } from './windows.ts';

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
  const fromKnownAddress = bucketOf('loginFromKnownAddress');
  const ofSession = bucketOf('passwordOfSession');
  const hash = (name: string) => createHmac('sha256', key).update(name.toLowerCase()).digest('base64url');

  return {
    async login({ request, name, knownAddresses }, verify) {
      const network = networkOf(request.ipAddress);
      const account = hash(name);
      const pair = `${account}:${network}`;
      const taken: Taken[] = [];
      // What is refused for its address counts against no account: one address cannot use up what an account allows all.
      for (const [bucket, place] of [
        [fromAddress, network],
        [toAccountFromAddress, pair],
        [toAccount, account],
      ] as const) {
        const one = await bucket.take(place);
        taken.push(one);
        if (!one.isExceeded) continue;
        if (!(await isKnown(network, knownAddresses))) {
          request.onLimit?.(one);
          assertWithin(one);
        }
        taken.push(await takeOne(fromKnownAddress, pair, request));
        break;
      }
      return giveBackUnlessWrong(verify, taken);
    },
    async confirm({ sessionId }, request, verify) {
      return giveBackUnlessWrong(verify, [await takeOne(ofSession, sessionId, request)]);
    },
  };
}

async function isKnown(network: string, addresses: LoginAttempt['knownAddresses']): Promise<boolean> {
  return (await addresses()).some((address) => networkOf(address) === network);
}

async function takeOne(bucket: Bucket, key: string, request: CountedRequest): Promise<Taken> {
  const taken = await bucket.take(key);
  if (taken.isExceeded) request.onLimit?.(taken);
  assertWithin(taken);
  return taken;
}

async function giveBackUnlessWrong(verify: Verify, taken: readonly Taken[]): Promise<boolean> {
  let isWrong = false;
  try {
    const matches = await verify();
    isWrong = !matches;
    return matches;
  } finally {
    if (!isWrong) await Promise.all(taken.map(({ giveBack }) => giveBack()));
  }
}
