import { hash, verify } from '@node-rs/argon2';

// OWASP's minimum for argon2id. The library's enum is empty at run time; 2 is argon2id.
const options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Verified in place of an account that does not exist, so that its absence takes as long to find. */
const decoy = hash('an account that does not exist', options);

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), options);
}

/** @param passwordHash null when there is no such account: takes the same time, and is false. */
export async function verifyPassword(passwordHash: string | null, password: string): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await decoy), password.normalize('NFKC'), options);
  return matches && passwordHash !== null;
}
