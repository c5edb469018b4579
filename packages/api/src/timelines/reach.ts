import { type RawBuilder, sql } from 'kysely';
import type { Settings } from '../core/settings.ts';

/**
 * Below which id a user's timeline takes nothing: what is older than its oldest entry was trimmed when it was full, so that one such
 * entry alone would have a gap above it. 0 for a timeline that is not full, which has all there is.
 */
export function reachOf(
  userId: RawBuilder<unknown>,
  { timelineMaxEntries }: Pick<Settings, 'timelineMaxEntries'>,
): RawBuilder<string> {
  const entries = sql`select tweet_id from timeline_entries where user_id = ${userId} order by tweet_id`;
  return sql`(
    case when (${entries} desc offset ${timelineMaxEntries - 1} limit 1) is null then 0 else (${entries} limit 1) end
  )`;
}
