import { expect } from 'vitest';
import type { Product } from './product/product.ts';
import { readTrends } from './product/read-found.ts';
import { readReports } from './product/read-reports.ts';
import { readViews } from './product/read-views.ts';
import type { Streams } from './product/streams.ts';
import type { Looked } from './rules/looked.ts';
import { reportsOf } from './rules/reports.ts';
import { isActive } from './rules/sight.ts';
import { hearingOf } from './rules/streams.ts';
import { rankTrends, trendsOf } from './rules/trends.ts';
import { viewsOf } from './rules/views.ts';
import type { World } from './rules/world.ts';

/** Compares what everybody is shown, and was told, with the model. */
export async function compare(
  product: Product,
  world: World,
  { history, streams, ...looked }: Compared,
): Promise<void> {
  const after = (what: string) => `${history.join('\n')}\n${what}`;
  if (streams) await compareTrendsLeft(product, world, after);
  await product.rank();
  rankTrends(world);
  expect(await readTrends(product), after('the trends are')).toEqual(trendsOf(world));
  expect(await readReports(product), after('moderators see')).toEqual(reportsOf(world));
  const viewers = world.accounts.filter(isActive);
  const seen = await Promise.all(viewers.map((viewer) => readViews(product, viewer, looked)));
  for (const [place, viewer] of viewers.entries()) {
    const { notifications, ...expected } = about(viewsOf(world, viewer, looked));
    expect(seen[place], after(`${viewer.name} sees`)).toEqual({
      ...expected,
      notifications: streams ? notifications : expect.anything(),
    });
  }
  if (!streams) return;
  for (const account of world.accounts) {
    await streams.keepOpen(account);
    await expect
      .poll(() => streams.toldTo(account.name), { message: after(`${account.name} was told`) })
      .toEqual(hearingOf(world, account).told);
  }
}

/** What is worth as much as a score says may have been rounded otherwise. */
function about<Views extends { feed: { score: number }[] }>({ feed, ...views }: Views) {
  return { ...views, feed: feed.map((item) => ({ ...item, score: expect.closeTo(item.score, 3) })) };
}

/** Before they are ranked anew. */
async function compareTrendsLeft(
  product: Product,
  world: World,
  after: (what: string) => string,
): Promise<void> {
  const left = (await readTrends(product)).map(({ hashtag }) => hashtag);
  expect(left.toSorted(), after('of the trends are left')).toEqual(world.trends.toSorted());
}

interface Compared extends Looked {
  history: readonly string[];
  /** None where several things were done at once: what is told of then, and ends, depends on the moment. */
  streams?: Streams;
}
