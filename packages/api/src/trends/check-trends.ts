import { firstIdAt } from '@dunlin/db';
import type { Services } from '../core/context.ts';
import { type DataCheck, type Findings, maxExamples } from '../core/data-check.ts';
import { readAtOnce } from '../core/read-at-once.ts';
import { indexHashtagsAnew, listWronglyTagged } from '../hashtags/index-hashtags.ts';
import { listPendingEvents } from '../outbox/pending-events.ts';
import { batchIds } from '../search/batch-ids.ts';
import { listFallen, listOtherwiseRanked } from './list-wrong-trends.ts';
import { recomputeTrends } from './recompute-trends.ts';
import { trendHorizonHours } from './score.ts';

const batchSize = 500;

/** The uses of hashtags, against what tweets say, and the trends that were made of them. */
export function checkTrends({ db, settings }: CheckedServices): DataCheck {
  return {
    subject: 'trends',
    verify: () => verifyTrends({ db, settings }),
    async repair() {
      for await (const ids of batchRecent({ db, settings })) await indexHashtagsAnew({ db, settings }, ids);
      await recomputeTrends({ db, settings });
      return true;
    },
  };
}

async function verifyTrends({ db, settings }: CheckedServices): Promise<Findings> {
  const { tweets, wrong, pending } = await verifyUses({ db, settings });
  const { fallen, others } = await readAtOnce(db, async (trx) => {
    const fallen = await listFallen(trx, settings.trends);
    const others = new Set(await listOtherwiseRanked(trx, settings.trends)).difference(new Set(fallen));
    return { fallen, others };
  });
  return {
    compared: `${tweets} tweets and the trends`,
    faults: { 'with other hashtags': wrong.length, 'trends that nobody makes': fallen.length },
    pending,
    doubtful: {
      count: others.size,
      what: 'trends that the next ranking changes, unless accounts or tweets were hidden or deleted since the last',
    },
    examples: [
      ...wrong.map((id) => `hashtags of tweet ${id}`),
      ...fallen.map((hashtag) => `trend #${hashtag}`),
      ...[...others].map((hashtag) => `ranked otherwise: #${hashtag}`),
    ].slice(0, maxExamples),
  };
}

async function verifyUses({ db, settings }: CheckedServices) {
  const uses: { tweets: number; wrong: string[]; pending: number } = { tweets: 0, wrong: [], pending: 0 };
  for await (const ids of batchRecent({ db, settings })) {
    const { found, wrong } = await readAtOnce(db, async (trx) => {
      const found = await listWronglyTagged({ db: trx, settings }, ids);
      const pending = found.length > 0 ? await listPendingEvents(trx) : [];
      const ofTweets = new Set(pending.flatMap((event) => ('tweetId' in event ? event.tweetId : [])));
      return { found, wrong: found.filter((id) => !ofTweets.has(id)) };
    });
    uses.tweets += ids.length;
    uses.wrong.push(...wrong);
    uses.pending += found.length - wrong.length;
  }
  return uses;
}

/** The tweets whose hashtags count, and will for another hour. */
function batchRecent({ db, settings }: CheckedServices) {
  const since = new Date(Date.now() - (trendHorizonHours(settings.trends) - 1) * 3_600_000);
  return batchIds(db, { table: 'tweets', after: firstIdAt(since), size: batchSize });
}

type CheckedServices = Pick<Services, 'db' | 'settings'>;
