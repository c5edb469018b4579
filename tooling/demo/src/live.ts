import { setTimeout as delay } from 'node:timers/promises';
import { remarks } from './community.ts';
import type { Person } from './person.ts';
import { pick } from './seed.ts';

/** Somebody does something every few seconds, until the signal. */
export async function live(
  community: readonly Person[],
  { random, signal, everyMs = 4_000 }: { random: () => number; signal: AbortSignal; everyMs?: number },
): Promise<void> {
  for (let turn = 0; !signal.aborted; turn += 1) {
    await act(pick(community, random), { turn, random });
    await delay(everyMs * (0.5 + random()), undefined, { signal }).catch(() => {});
  }
}

async function act(
  { client, topic }: Person,
  { turn, random }: { turn: number; random: () => number },
): Promise<void> {
  const { items } = await client.timelines.home({ limit: 20 });
  const tweet = items.length > 0 ? pick(items, random) : undefined;
  const kind = random();
  if (!tweet || kind < 0.25) {
    const text = `${topic.tweets[turn % topic.tweets.length]} #${topic.hashtag}`;
    await client.tweets.create({ text });
  } else if (kind < 0.7) await client.likes.create({ id: tweet.id });
  else if (kind < 0.9) await client.tweets.create({ text: pick(topic.answers, random), replyToId: tweet.id });
  else await client.tweets.create({ text: pick(remarks, random), quotedId: (tweet.retweetOf ?? tweet).id });
}
