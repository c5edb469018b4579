import { styleText } from 'node:util';
import type { DunlinClient, Tweet } from '@dunlin/sdk';
import { run } from './run.ts';

await run((client, signal) => showTimeline(client, signal));

/** What is there, and then what comes: the stream is open before the page is read, so that nothing falls between. */
async function showTimeline(client: DunlinClient, signal: AbortSignal): Promise<void> {
  const shown = new Set<string>();
  const show = (tweet: Tweet) => {
    if (!shown.has(tweet.id)) console.log(toLines(tweet));
    shown.add(tweet.id);
  };
  for await (const event of client.timelines.onHome({}, { signal })) {
    if (event.type === 'tweet') show(event.tweet);
    // The first event says that the stream is open; a gap, that more was missed than the server keeps.
    else for (const tweet of (await client.timelines.home({ limit: 20 })).items.toReversed()) show(tweet);
  }
}

function toLines({ author, retweetOf, ...own }: Tweet): string {
  const { text, createdAt, media } = retweetOf ?? own;
  const name = styleText('bold', `@${(retweetOf?.author ?? author).username}`);
  const time = styleText('dim', new Date(createdAt).toLocaleTimeString());
  const by = retweetOf ? styleText('dim', ` retweeted by @${author.username}`) : '';
  const pictures = media.map(({ kind, altText }) =>
    styleText('dim', `[${kind}: ${altText ?? 'not described'}]`),
  );
  return [`${name} ${time}${by}`, text, ...pictures, ''].join('\n');
}
