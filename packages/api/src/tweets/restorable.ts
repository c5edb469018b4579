import { type RawBuilder, sql } from 'kysely';

/** Whether a deleted one of the `tweets` of a query may come back: a moderator removed it, and what it said is kept. */
export const isRestorable: RawBuilder<boolean> = sql`(tweets.kept and tweets.deleted_by <> tweets.author_id)`;
