import { setTimeout as delay } from 'node:timers/promises';
import type { Sender } from '@dunlin/harness/http-sender';
import { until } from '@dunlin/harness/until';
import { z } from 'zod';
import { type Account, signIn } from '../caller.ts';

const intervalMs = 250;
const withinMs = 60_000;

const Followers = z.object({ items: z.tuple([z.object({ username: z.string() })]) });
const Created = z.object({ id: z.string() });

/** Posts again and again as an account, and looks when a follower's home has it. @returns the longest that took, in milliseconds, once stopped */
export async function watchDelivery(
  sender: Sender,
  authorName: string,
): Promise<{ stop(): Promise<number> }> {
  const author = await signIn(sender, authorName);
  const followers = await author.ask({ path: `/api/users/${author.id}/followers?limit=1` });
  const [{ username }] = Followers.parse(JSON.parse(followers.text)).items;
  const follower = await signIn(sender, username);
  let [isStopped, longest] = [false, 0];
  const watching = (async () => {
    while (!isStopped) {
      longest = Math.max(longest, await deliver(author, follower));
      await delay(intervalMs);
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await watching;
      return longest;
    },
  };
}

async function deliver(author: Account, follower: Account): Promise<number> {
  const body = JSON.stringify({ text: `Low water at ${new Date().toISOString()}` });
  const { id } = Created.parse(
    JSON.parse((await author.ask({ method: 'POST', path: '/api/tweets', body })).text),
  );
  const startedAt = performance.now();
  await until(async () => (await follower.ask({ path: '/api/tweets' })).text.includes(`"${id}"`), withinMs);
  return performance.now() - startedAt;
}
