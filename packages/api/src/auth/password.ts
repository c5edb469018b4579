import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../core/errors.ts';

// OWASP's minimum for argon2id. The library's enum is empty at run time; 2 is argon2id.
const options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Verified in place of an account that does not exist, so that its absence takes as long to find. */
const decoy = hash('an account that does not exist', options);

/** Each takes some 25 ms of a core, four at a time: more at once than this are turned away. */
const maxAtOnce = 64;
let underWay = 0;

/** Passwords that are being hashed or verified now. */
export function passwordsUnderWay(): number {
  return underWay;
}

/** @throws AppError UNAVAILABLE when too many are hashed already. */
export function hashPassword(password: string): Promise<string> {
  return bounded(() => hash(password.normalize('NFKC'), options));
}

/**
 * @param passwordHash null when there is no such account: takes the same time, and is false.
 * @throws AppError UNAVAILABLE when too many are verified already.
 */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const known = passwordHash ?? (await decoy);
  const matches = await bounded(() => verify(known, password.normalize('NFKC'), options));
  return matches && passwordHash !== null;
}

async function bounded<Result>(work: () => Promise<Result>): Promise<Result> {
  if (underWay >= maxAtOnce) throw new AppError('UNAVAILABLE');
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
  }
}
