import type { Database } from '@dunlin/db';
import { sql } from 'kysely';
import type { Impressions, ShownTweet } from '../core/impressions.ts';

/** Tweets held until the next flush at most; with so many it comes at once. */
const maxHeld = 10_000;

export interface ImpressionCounter extends Impressions, AsyncDisposable {
  /** Writes what was counted until now. Rejects when it could not; then it is kept for the next flush. */
  flush(): Promise<void>;
}

export function createImpressions({
  db,
  flushMs,
  onError,
}: {
  db: Database;
  flushMs: number;
  onError: (error: unknown) => void;
}): ImpressionCounter {
  let held = new Map<string, number>();
  let isFlushing = false;
  let last = Promise.resolve();

  const add = (id: string, impressions: number) => void held.set(id, (held.get(id) ?? 0) + impressions);
  const writeHeld = async () => {
    const batch = held;
    held = new Map();
    try {
      if (batch.size > 0) await addImpressions(db, batch);
    } catch (error) {
      // While the database is away the little that is still read from caches is not worth the memory.
      if (held.size < maxHeld) for (const [id, impressions] of batch) add(id, impressions);
      throw error;
    } finally {
      isFlushing = false;
    }
  };
  const flush = () => {
    isFlushing = true;
    last = last.catch(() => {}).then(writeHeld);
    return last;
  };
  const timer = setInterval(() => void flush().catch(onError), flushMs);

  return {
    count(viewerId, tweets) {
      const addShown = ({ id, author }: Pick<ShownTweet, 'id' | 'author'>) => {
        if (author.id !== viewerId) add(id, 1);
      };
      for (const tweet of tweets) {
        const shown = tweet.retweetOf ?? tweet;
        addShown(shown);
        if (shown.quoted) addShown(shown.quoted);
      }
      if (held.size >= maxHeld && !isFlushing) void flush().catch(onError);
    },
    flush,
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await flush().catch(onError);
    },
  };
}

/**
 * Adds to the counters of the tweets that still stand, and to their day. Slot 16 is nobody else's (see countForTweet), so
 * that no like waits for this; and by id, so that two processes do not lock each other out.
 */
async function addImpressions(db: Database, impressions: ReadonlyMap<string, number>): Promise<void> {
  await sql`
    with shown as (
      select tweets.id, author_id, impressions
      from unnest(${[...impressions.keys()]}::bigint[], ${[...impressions.values()]}::int[]) as shown (id, impressions)
      join tweets using (id)
      where deleted_at is null
    ), daily as (
      insert into tweet_impressions_daily (tweet_id, day, author_id, impressions)
      select id, (now() at time zone 'utc')::date, author_id, impressions from shown order by id
      on conflict (tweet_id, day) do update set impressions = tweet_impressions_daily.impressions + excluded.impressions
    )
    insert into tweet_counts (tweet_id, slot, views) select id, 16, impressions from shown order by id
    on conflict (tweet_id, slot) do update set views = tweet_counts.views + excluded.views`.execute(db);
}
