import type { DunlinClient } from '@dunlin/sdk';
import type { EntityKind } from '../store/entity.ts';
import type { Store } from '../store/store.ts';
import { provisionalPrefix } from './compare-ids.ts';

/** What a stream of states takes at most. */
const maxIds = 100;
/** What is followed by many streams is followed by one anew. */
const maxStreams = 4;
/** Whoever scrolls shows much for a moment. */
const restMs = 500;

/** Keeps the tweets and users that components show as the server has them. Returns how to stop. */
export function watchScreen({ tweets, users }: DunlinClient, store: Store): () => void {
  const stops = [
    follow(store, 'tweet', async (ids, signal) => {
      for await (const event of tweets.onChanges({ ids }, { signal })) {
        if (event.type === 'changed') store.take(event.tweet, store.moment());
        if (event.type === 'gone') store.drop('tweet', event.tweetId);
      }
    }),
    follow(store, 'user', async (ids, signal) => {
      for await (const event of users.onChanges({ ids }, { signal })) {
        if (event.type === 'changed') store.take(event.user, store.moment());
        if (event.type === 'gone') store.drop('user', event.userId);
      }
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function follow(store: Store, kind: EntityKind, read: Read): () => void {
  const streams = new Map<AbortController, string[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const close = (stream: AbortController) => {
    streams.delete(stream);
    stream.abort();
  };
  const open = (ids: string[]) => {
    const stream = new AbortController();
    streams.set(stream, ids);
    // What cannot be followed is still shown as it was read, and tried again when something else is shown.
    read(ids, stream.signal).catch(() => close(stream));
  };
  const look = () => {
    timer = undefined;
    const shown = store.screen
      .ids(kind)
      .filter((id) => !id.startsWith(provisionalPrefix))
      .slice(-maxIds);
    for (const [stream, ids] of streams) if (!ids.some((id) => shown.includes(id))) close(stream);
    const followed = new Set([...streams.values()].flat());
    const added = shown.filter((id) => !followed.has(id));
    if (added.length === 0) return;
    if (streams.size < maxStreams) return open(added);
    for (const stream of streams.keys()) close(stream);
    open(shown);
  };

  const stop = store.screen.subscribe(() => {
    timer ??= setTimeout(look, restMs);
  });
  timer = setTimeout(look, restMs);
  return () => {
    stop();
    clearTimeout(timer);
    for (const stream of streams.keys()) close(stream);
  };
}

type Read = (ids: string[], signal: AbortSignal) => Promise<void>;
