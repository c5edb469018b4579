import type { QueryContext } from '../core/trpc.ts';
import { streamStatesToViewer } from '../live/stream-to-viewer.ts';
import type { Subject } from '../live/subjects.ts';
import { showTweets } from './present.ts';
import { tweetViews } from './queries.ts';
import type { Tweet } from './schema.ts';

/** How tweets stand: what they say and show, their counts, what the viewer did with them, and whether they are there at all. */
export async function* streamTweetChanges(ctx: QueryContext, { ids, lastEventId, signal }: Changes) {
  // Of what is not shown: its author may come back, or open up.
  const authorOf = new Map<string, string>();
  yield* streamStatesToViewer(ctx, {
    ids: [...new Set(ids)],
    lastEventId,
    signal,
    topics: ['marks', 'boundaries', 'follows'],
    subjectsOf: (id, tweet: Tweet | undefined) => subjectsOf(id, tweet, authorOf.get(id)),
    async read(some) {
      const tweets = await showTweets(ctx, some);
      const shown = new Map(tweets.map((tweet) => [tweet.id, tweet]));
      const hidden = some.filter((id) => !shown.has(id));
      for (const [id, { authorId }] of await ctx.views.of(tweetViews).getMany(hidden))
        authorOf.set(id, authorId);
      return shown;
    },
    present: (tweet) => ({ type: 'changed' as const, tweet }),
    presentGone: (tweetId) => ({ type: 'gone' as const, tweetId }),
  });
}

/** The tweet itself, what it repeats and quotes, and who wrote these. */
function subjectsOf(id: string, tweet: Tweet | undefined, authorId: string | undefined): Subject[] {
  const shown = [tweet, tweet?.quoted, tweet?.retweetOf, tweet?.retweetOf?.quoted];
  return [
    ['tweets', id],
    ...(authorId === undefined ? [] : [['users', authorId] as const]),
    ...shown.flatMap((one): Subject[] => {
      if (!one) return [];
      const { id: tweetId, author, quotedId } = one;
      const quoted: Subject[] = quotedId === null ? [] : [['tweets', quotedId]];
      return [['tweets', tweetId], ['users', author.id], ...quoted];
    }),
  ];
}

interface Changes {
  ids: readonly string[];
  lastEventId?: string | undefined;
  signal: AbortSignal | undefined;
}
