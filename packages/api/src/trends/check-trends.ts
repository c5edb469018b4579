import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { type DataCheck, type Findings, maxExamples } from '../core/data-check.ts';
import { firstIdAt } from '../core/ids.ts';
import { indexHashtagsAnew, listWronglyTagged } from '../hashtags/index-hashtags.ts';
import { listPendingEvents } from '../outbox/pending-events.ts';
import { batchIds } from '../search/batch-ids.ts';
import { recomputeTrends } from './recompute-trends.ts';
import { publicUses, trendHorizonHours, weighAuthor, windowOf } from './score.ts';

const batchSize = 500;
/** A ranking is made every five minutes, and a trend of it stands until the next. */
const rankingAge = sql`interval '15 minutes'`;

/** The uses of hashtags, against what tweets say, and the trends that were made of them. */
export function checkTrends({ db, settings }: CheckedServices): DataCheck {
  return {
    subject: 'trends',
    verify: () => verifyTrends({ db, settings }),
    async repair() {
      for await (const ids of batchRecent({ db, settings })) await indexHashtagsAnew({ db, settings }, ids);
      await recomputeTrends({ db, settings });
    },
  };
}

async function verifyTrends({ db, settings }: CheckedServices): Promise<Findings> {
  let tweets = 0;
  const wrong: string[] = [];
  for await (const ids of batchRecent({ db, settings })) {
    tweets += ids.length;
    wrong.push(...(await listWronglyTagged({ db, settings }, ids)));
  }
  const fallen = await listFallen({ db, settings });
  const pending = wrong.length > 0 || fallen.length > 0 ? await listPendingEvents(db) : [];
  const ofTweets = new Set(pending.flatMap((event) => ('tweetId' in event ? event.tweetId : [])));
  const faults = wrong.filter((id) => !ofTweets.has(id));
  return {
    compared: `${tweets} tweets and the trends`,
    faults: { 'with other hashtags': faults.length, 'trends that nobody makes': fallen.length },
    pending: wrong.length - faults.length,
    examples: [
      ...faults.map((id) => `hashtags of tweet ${id}`),
      ...fallen.map((hashtag) => `trend #${hashtag}`),
    ].slice(0, maxExamples),
  };
}

/** The tweets whose hashtags count, and will for another hour. */
function batchRecent({ db, settings }: CheckedServices) {
  const since = new Date(Date.now() - (trendHorizonHours(settings.trends) - 1) * 3_600_000);
  return batchIds(db, { table: 'tweets', after: firstIdAt(since), size: batchSize });
}

/** Trends that too few accounts make of those that everyone may see. */
async function listFallen({ db, settings: { trends } }: CheckedServices): Promise<string[]> {
  const { rows } = await sql<{ hashtag: string }>`
    select hashtag from trends
    where ${trends.minAuthors}::float8 > (
      select coalesce(sum(weight), 0) from (
        select distinct author_id, ${weighAuthor(trends)} as weight from ${publicUses}
        where tweet_hashtags.hashtag = trends.hashtag
          and tweet_hashtags.created_at > now() - ${windowOf(trends)} - ${rankingAge}
      ) as authors
    ) order by hashtag`.execute(db);
  return rows.map(({ hashtag }) => hashtag);
}

type CheckedServices = Pick<Services, 'db' | 'settings'>;
