import type { Writer } from '../core/context.ts';
import { lockIndexing } from '../search/author-lock.ts';
import { indexLikesOf } from '../search/index-tweets.ts';
import { countRelatedAtOnce } from '../tweets/count-related.ts';
import type { CountName } from '../tweets/queries.ts';

/** Adds what users did with tweets to the counters of those, or takes it away, with all that follows from it. */
export async function countActs(
  writer: Writer,
  changes: ReadonlyMap<string, Partial<Record<CountName, number>>>,
): Promise<void> {
  const ids = [...changes.keys()];
  const liked = ids.filter((id) => changes.get(id)?.likes !== undefined);
  // Before the tweets themselves are held: those who index take these locks first.
  if (liked.length > 0) await lockIndexing(writer.trx, liked);
  await countRelatedAtOnce(writer.trx, changes);
  if (liked.length > 0) await indexLikesOf(writer, liked);
  writer.afterCommit(() => writer.hints.publish('tweets', ids));
}
