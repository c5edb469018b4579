import type { Database } from '@dunlin/db';
import { countSteps } from './counts.ts';
import { likeSteps } from './likes.ts';
import { notificationSteps } from './notifications.ts';
import { peopleSteps } from './people.ts';
import { firstSearchStep, searchSteps } from './search.ts';
import { openShape, type Shape } from './shape.ts';
import { runSteps } from './steps.ts';
import { timelineSteps } from './timelines.ts';
import { trendSteps } from './trends.ts';
import { firstTweetSteps, tweetSteps } from './tweets.ts';

/**
 * Fills an empty, migrated database, or goes on with one that it had begun to fill.
 * @throws TypeError when the database holds something else, or a world of another size
 */
export async function buildWorld(db: Database, asked: { tweets: number }): Promise<Shape> {
  const shape = await openShape(db, asked);
  await runSteps(db, [
    ...peopleSteps(shape),
    ...firstTweetSteps(shape),
    firstSearchStep,
    ...tweetSteps(shape),
    ...likeSteps(shape),
    ...countSteps,
    ...searchSteps(shape),
    ...timelineSteps(shape),
    ...notificationSteps(shape),
    ...trendSteps,
  ]);
  return shape;
}
