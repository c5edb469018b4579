import type { Transaction } from '@dunlin/db';
import { sql } from 'kysely';

/** Something that transactions hold against each other: `exclusive` alone, `shared` together with others that share it. */
export interface Lock {
  /** What the id is one of, such as "timeline author". */
  space: string;
  id: string;
  mode: 'shared' | 'exclusive';
}

/**
 * Takes locks until the transaction ends, always in one order, so that of two who take theirs at once neither waits for the
 * other for ever. The statement after it sees what was committed before the locks were had.
 */
export async function takeLocks(trx: Transaction, locks: readonly Lock[]): Promise<void> {
  if (locks.length === 0) return;
  const column = <Name extends keyof Lock>(name: Name) => locks.map((lock) => lock[name]);
  await sql`
    select case when exclusive
      then pg_advisory_xact_lock(hashtextextended(space, id)) else pg_advisory_xact_lock_shared(hashtextextended(space, id)) end
    from (
      select space, id, bool_or(mode = 'exclusive') as exclusive
      from unnest(${column('space')}::text[], ${column('id')}::bigint[], ${column('mode')}::text[]) as asked (space, id, mode)
      group by space, id order by space, id
    ) as asked`.execute(trx);
}
