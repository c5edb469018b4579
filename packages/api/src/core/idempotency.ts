import { createHmac } from 'node:crypto';
import { compileOnce, type Database, type Param, type Transaction } from '@dunlin/db';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { AppError } from './errors.ts';
import type { Keys } from './keys.ts';

const validKey = /^[\x21-\x7e]{1,255}$/;

/** A request that came with a key. */
export interface KeyedRequest {
  key: string;
  /** Whose key it is. */
  owner: string;
  /** The procedure's name. */
  path: string;
  input: unknown;
}

/** What the procedure answered; without data for one that answers nothing. */
export interface StoredAnswer {
  data?: unknown;
}

/** @throws AppError INVALID_IDEMPOTENCY_KEY */
export function assertValidKey(key: string): void {
  if (!validKey.test(key)) throw new AppError('INVALID_IDEMPOTENCY_KEY');
}

/**
 * Claims a key for a request within its transaction; a concurrent request with the same key waits here until this one
 * has committed or rolled back.
 * @returns whether it is its own now; else a request with it was answered before.
 */
export async function claimKey(trx: Transaction, request: KeyedRequest, keys: Keys): Promise<boolean> {
  const { key, owner: scope } = request;
  const { numAffectedRows = 0n } = await insertKey(trx, {
    ...{ scope, key, requestHash: hashRequest(request, keys) },
  });
  return numAffectedRows > 0n;
}

const insertKey = compileOnce((db, param: Param<{ scope: string; key: string; requestHash: Buffer }>) =>
  db
    .insertInto('idempotencyKeys')
    .values({ scope: param('scope'), key: param('key'), requestHash: param('requestHash') })
    .onConflict((conflict) => conflict.doNothing()),
);

/** What a request was answered before. @throws AppError IDEMPOTENCY_KEY_REUSED when the key belongs to another request. */
export async function findAnswer(
  db: Database,
  request: KeyedRequest,
  keys: Keys,
): Promise<StoredAnswer | undefined> {
  const stored = await db
    .selectFrom('idempotencyKeys')
    .select(['requestHash', 'answer'])
    .where('scope', '=', request.owner)
    .where('key', '=', request.key)
    .executeTakeFirst();
  if (!stored?.answer) return;
  if (!stored.requestHash.equals(hashRequest(request, keys))) throw new AppError('IDEMPOTENCY_KEY_REUSED');
  const { plaintext } = await compactDecrypt(stored.answer, keys.storedAnswer);
  return JSON.parse(new TextDecoder().decode(plaintext));
}

/** Whether some request of this owner was answered under the key. */
export async function isAnswered(
  db: Database,
  { owner, key }: Pick<KeyedRequest, 'owner' | 'key'>,
): Promise<boolean> {
  const stored = await db
    .selectFrom('idempotencyKeys')
    .select('answer')
    .where('scope', '=', owner)
    .where('key', '=', key)
    .executeTakeFirst();
  return typeof stored?.answer === 'string';
}

/** Answers are kept encrypted: those of register, login and refresh carry tokens, which nowhere stand in clear. */
export function encryptAnswer(data: unknown, keys: Keys): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify({ data } satisfies StoredAnswer));
  return new CompactEncrypt(bytes)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(keys.storedAnswer);
}

export async function storeAnswer(
  trx: Transaction,
  { key, owner: scope }: KeyedRequest,
  answer: string,
): Promise<void> {
  await updateKey(trx, { scope, key, answer });
}

const updateKey = compileOnce((db, param: Param<{ scope: string; key: string; answer: string }>) =>
  db
    .updateTable('idempotencyKeys')
    .set({ answer: param('answer') })
    .where('scope', '=', param('scope'))
    .where('key', '=', param('key')),
);

/** Gives a claimed key back: what failed may be asked again. */
export async function releaseIdempotencyKey(
  trx: Transaction,
  { key, owner: scope }: KeyedRequest,
): Promise<void> {
  await trx.deleteFrom('idempotencyKeys').where('scope', '=', scope).where('key', '=', key).execute();
}

/** Keyed, because a plain hash of a request that holds a password would be quick to guess it by. */
function hashRequest({ path, input }: KeyedRequest, keys: Keys): Buffer {
  return createHmac('sha256', keys.requestHash)
    .update(`${path}\n${canonicalJson(input)}`)
    .digest();
}

/** JSON with sorted keys: the same request gives the same text however its client orders its fields. */
function canonicalJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, field: unknown) =>
      field && typeof field === 'object' && !Array.isArray(field)
        ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
        : field,
    );
  } catch (cause) {
    // Nested deeper than the stack; no schema has such an input.
    throw new AppError('VALIDATION_FAILED', { cause });
  }
}
