import { setTimeout as delay } from 'node:timers/promises';
import { createSender, type SentRequest } from '@dunlin/harness/http-sender';
import { makePhoto } from '@dunlin/harness/sample-media';
import { neighbourAddress, signIn } from './account.ts';
import { toUpload } from './to-upload.ts';

/** How long each answer took, from when its request was due, in milliseconds. */
export interface Noticed {
  neighbour: number[];
  health: number[];
  /** From when a picture was sent until it was ready. */
  pictures: number[];
  failures: string[];
}

export interface Neighbour extends Disposable {
  /** Twice a second a home page, once a second a tweet, five times `/healthz`, and now and then a picture, each at its time whatever has become of the others. */
  live(seconds: number, options?: { sendsPictures?: boolean }): Promise<Noticed>;
}

export async function openNeighbour(url: string): Promise<Neighbour> {
  const sender = createSender(url, { address: neighbourAddress, connections: 50 });
  const { token } = await signIn(sender, 'neighbour');
  const photo = await makePhoto({ width: 640, height: 480 });

  return {
    async live(seconds, { sendsPictures = false } = {}) {
      const noticed: Noticed = { neighbour: [], health: [], pictures: [], failures: [] };
      const ask = async (times: number[], request: SentRequest) => {
        const startedAt = performance.now();
        const outcome = await sender.send(request).catch((error: unknown) => String(error));
        times.push(performance.now() - startedAt);
        const isDone = typeof outcome === 'object' && outcome.status < 300;
        if (!isDone)
          noticed.failures.push(
            `${request.path}: ${typeof outcome === 'string' ? outcome : `${outcome.status} ${outcome.text.slice(0, 200)}`}`,
          );
        return isDone ? outcome.text : undefined;
      };
      const sendPicture = async () => {
        const startedAt = performance.now();
        const answer = await ask([], toUpload(photo, 'image/jpeg', token));
        const [, id] = /"id":"(\d+)"/.exec(answer ?? '') ?? [];
        while (id !== undefined) {
          const status = await ask([], { path: `/api/media/${id}/status`, token });
          if (status?.includes('"status":"ready"') || status === undefined) break;
          await delay(100);
        }
        noticed.pictures.push(performance.now() - startedAt);
      };
      let posted = 0;
      const post = () => {
        posted += 1;
        const body = JSON.stringify({ text: `The ${posted}th thing today, at ${Date.now()}` });
        return ask(noticed.neighbour, { method: 'POST', path: '/api/tweets', token, body });
      };
      await Promise.all([
        every(500, seconds, () => ask(noticed.neighbour, { path: '/api/tweets?limit=20', token })),
        every(1_000, seconds, post),
        every(200, seconds, () => ask(noticed.health, { path: '/healthz' })),
        ...(sendsPictures ? [every(5_000, seconds, sendPicture)] : []),
      ]);
      return noticed;
    },
    [Symbol.dispose]: () => sender[Symbol.dispose](),
  };
}

/** Does something at its times, and waits for all of it. */
async function every(intervalMs: number, seconds: number, act: () => Promise<unknown>): Promise<void> {
  const acts: Promise<unknown>[] = [];
  const startedAt = performance.now();
  for (let number = 0; number * intervalMs < seconds * 1_000; number += 1) {
    await delay(Math.max(0, startedAt + number * intervalMs - performance.now()));
    acts.push(act());
  }
  await Promise.all(acts);
}
