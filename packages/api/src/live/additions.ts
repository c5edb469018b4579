import type { Database } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import type { Position } from './position.ts';
import type { Snapshot } from './snapshot.ts';

/** What was added after `since` and, of a backlog, is left of it; nothing without `since`. */
export type Range = Partial<Pick<Position, 'since' | 'backlog'>>;

export interface Additions {
  /** What this read was shown. */
  now: Snapshot;
  /** In ascending order. */
  ids: string[];
  /** Whether something that was added within the range may have left the list since, for want of room. */
  isCut?: boolean;
}

/** For the query of `readAdditions`: whether the row was added within the range. */
export const isInRange = sql<boolean>`(
  added_xid >= pg_snapshot_xmin(since)
  and not pg_visible_in_snapshot(added_xid, since)
  and pg_visible_in_snapshot(added_xid, until)
)`;

/** What a read that begins later is shown at least. */
export async function readSnapshot(db: Database): Promise<Snapshot> {
  const { rows } = await sql<{ now: Snapshot }>`select pg_current_snapshot() as now`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('the statement returned no row');
  return row.now;
}

/**
 * @param ids selects the ids of the rows that are `isInRange` and greater than \`after\`.
 * @param isCut as `Additions` has it, by \`since\`; of a list that loses nothing for want of room it is false.
 */
export async function readAdditions(
  db: Database,
  { since, backlog }: Range,
  ids: RawBuilder<unknown>,
  isCut: RawBuilder<boolean> = sql`false`,
): Promise<Additions> {
  const { rows } = await sql<Additions>`
    with range as materialized (
      select now, ${since ?? null}::pg_snapshot as since, coalesce(${backlog?.until ?? null}::pg_snapshot, now) as until,
        ${backlog?.after ?? '0'}::bigint as after
      from pg_current_snapshot() as now
    )
    select now, case when since is null then '{}' else array(${ids})::text[] end as ids,
      ${isCut} as "isCut"
    from range`.execute(db);
  const [additions] = rows;
  if (!additions) throw new Error('the statement returned no row');
  return additions;
}

/** For a query that picks ids: whether the snapshot does not show the row. */
export function isAddedSince(since: Snapshot): RawBuilder<boolean> {
  return sql`not pg_visible_in_snapshot(added_xid, ${since}::pg_snapshot)`;
}
