import type { Bench, BenchSetting } from '../bench.ts';
import type { LoadRequest } from '../load/run-load.ts';
import { type Contender, interleave } from '../sample.ts';
import type { Viewer } from '../world/open-world.ts';

const clients = 64;
const warmUpSeconds = 1;
const oneTweet = 'all on one tweet';
const manyTweets = 'each on its own tweet';

export const likes: Bench = {
  title: `${clients} clients like and unlike`,
  async run(setting) {
    const { world, rounds, seconds } = setting;
    if (world.viewers.length < clients) throw new Error(`needs ${clients} users`);
    await using server = await world.startServer();
    const { rows } = await world.sql.query<{ id: string }>(
      'select id from tweets order by id desc limit $1',
      [clients + 1],
    );
    const [shared = '', ...own] = rows.map(({ id }) => id);
    const toContender = (name: string, tweetOf: (client: number) => string): Contender => ({
      name,
      async measure(length) {
        const scripts = world.viewers
          .slice(0, clients)
          .map((viewer, client) => toScript(viewer, tweetOf(client)));
        const sample = await setting.load.run({ url: server.url, scripts, seconds: length }, server);
        await assertExactCounts(setting);
        return sample;
      },
    });
    const contenders = [
      toContender(oneTweet, () => shared),
      toContender(manyTweets, (client) => own[client] ?? shared),
    ];
    for (const { measure } of contenders) await measure(warmUpSeconds);
    return {
      samples: await interleave(contenders, { rounds, seconds }),
      goals: [
        {
          ...{ id: 'P8', of: oneTweet, over: manyTweets, goal: 0.5 },
          notCompared: 'those who wait for one row take no processor time',
        },
      ],
      notes: [
        'Each client sets its like and takes it back by turns. After every round the counter of every tweet equalled its likes.',
      ],
    };
  },
};

function toScript({ authorization }: Viewer, id: string): LoadRequest[] {
  return ['/trpc/likes.create', '/trpc/likes.delete'].map((path) => ({
    method: 'POST',
    path,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ id }),
  }));
}

/** A like and its count are one transaction, so they agree at every moment: there is nothing to wait for. */
async function assertExactCounts({ world }: BenchSetting): Promise<void> {
  const { rowCount } = await world.sql.query(
    `select from (select tweet_id, sum(likes) as counted from tweet_counts group by tweet_id) counts
     full join (select tweet_id, count(*) as actual from likes group by tweet_id) rows using (tweet_id)
     where coalesce(counted, 0) <> coalesce(actual, 0)`,
  );
  if (rowCount !== 0)
    throw new Error(`${rowCount} tweets have a counter that is not the number of their likes`);
}
