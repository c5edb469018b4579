import { createHash } from 'node:crypto';
import type { Transaction } from '@dunlin/db';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { AppError } from './errors.ts';
import type { Keys } from './keys.ts';

const validKey = /^[\x21-\x7e]{1,255}$/;

/**
 * Claims a key for a request within its transaction; a concurrent request with the same key waits here until this one
 * has committed or rolled back.
 * @returns the stored answer when the request was answered before, else undefined.
 * @throws AppError INVALID_IDEMPOTENCY_KEY, or IDEMPOTENCY_KEY_REUSED when the key belongs to another request.
 */
export async function claimIdempotencyKey(trx: Transaction, claim: Claim): Promise<string | undefined> {
  const { key, owner: scope, path, input } = claim;
  if (!validKey.test(key)) throw new AppError('INVALID_IDEMPOTENCY_KEY');
  const requestHash = createHash('sha256')
    .update(`${path}\n${canonicalJson(input)}`)
    .digest();
  const { numInsertedOrUpdatedRows: claimed } = await trx
    .insertInto('idempotencyKeys')
    .values({ scope, key, requestHash })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (claimed) return;
  const stored = await trx
    .selectFrom('idempotencyKeys')
    .select(['requestHash', 'answer'])
    .where('scope', '=', scope)
    .where('key', '=', key)
    .executeTakeFirst();
  if (!stored?.requestHash.equals(requestHash)) throw new AppError('IDEMPOTENCY_KEY_REUSED');
  return stored.answer ?? undefined;
}

/** Keeps the answer encrypted: those of register, login and refresh carry tokens, which nowhere stand in clear. */
export async function storeAnswer(
  trx: Transaction,
  { key, owner: scope }: Claim,
  { data, keys }: { data: unknown; keys: Keys },
): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify({ data }));
  const answer = await new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(keys.idempotency);
  await trx
    .updateTable('idempotencyKeys')
    .set({ answer })
    .where('scope', '=', scope)
    .where('key', '=', key)
    .execute();
}

export async function openAnswer(sealed: string, keys: Keys): Promise<unknown> {
  const { plaintext } = await compactDecrypt(sealed, keys.idempotency);
  return JSON.parse(new TextDecoder().decode(plaintext)).data;
}

/** JSON with sorted keys: the same request gives the same text however its client orders its fields. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    field && typeof field === 'object' && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}

interface Claim {
  key: string;
  /** Whose key it is. */
  owner: string;
  /** The procedure's name. */
  path: string;
  input: unknown;
}
