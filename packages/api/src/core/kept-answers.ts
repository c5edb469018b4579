import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';

/** What a key takes beside its answer, with its index. */
const bytesOfKey = 200;
/** Looked at again when an owner has added such a part of what may be kept. */
const part = 8;

/** Bounds what the idempotency keys of one owner take. */
export interface KeptAnswers {
  /** Counts an answer that has been stored. */
  add(owner: string, bytes: number): void;
}

export interface KeptAnswersOptions {
  db: Database;
  /** What is kept of each owner: the newest, within both. */
  bounds: { rows: number; bytes: number };
  onError: (error: unknown) => void;
}

/** Counts in this process what owners add, and forgets the oldest of whoever has added much, long before its time. */
export function createKeptAnswers({ db, bounds, onError }: KeptAnswersOptions): KeptAnswers {
  const added = new LRUCache<string, { rows: number; bytes: number }>({ max: 10_000 });
  return {
    add(owner, bytes) {
      const { rows, bytes: before } = added.get(owner) ?? { rows: 0, bytes: 0 };
      const now = { rows: rows + 1, bytes: before + bytes + bytesOfKey };
      added.set(owner, now);
      if (part * now.rows <= bounds.rows && part * now.bytes <= bounds.bytes) return;
      added.delete(owner);
      forgetOldest(db, { owner, ...bounds }).catch(onError);
    },
  };
}

async function forgetOldest(db: Database, { owner, rows, bytes }: Kept): Promise<void> {
  await sql`
    delete from idempotency_keys using (
      select key, row_number() over newest as place,
        sum(${bytesOfKey} + coalesce(octet_length(answer), 0)) over newest as bytes
      from idempotency_keys where scope = ${owner}
      window newest as (order by created_at desc, key)
    ) as kept
    where scope = ${owner} and idempotency_keys.key = kept.key and (place > ${rows} or bytes > ${bytes})`.execute(
    db,
  );
}

interface Kept {
  owner: string;
  rows: number;
  bytes: number;
}
