import { expect } from 'vitest';
import { compare } from './compare.ts';
import type { Step } from './histories.ts';
import { call } from './product/calls.ts';
import type { Product } from './product/product.ts';
import { createStreams } from './product/streams.ts';
import { type Act, perform } from './rules/acts.ts';
import { queries } from './rules/search.ts';
import { tellStreams } from './rules/streams.ts';
import { dropTrends } from './rules/trends.ts';
import type { Account, World } from './rules/world.ts';
import { post } from './rules/writing.ts';
import { hashtags, toText } from './text.ts';

/** Does one thing after the other in the product and in the model, and compares what everybody is shown and told. */
export async function followHistory(product: Product, world: World, steps: readonly Step[]): Promise<void> {
  const history: string[] = [];
  for (const account of world.accounts) await begin(product, world, account);
  tellStreams(world);
  for (const { told } of world.hearings.values())
    Object.assign(told, { home: [], notifications: [], thread: [] });
  await using streams = createStreams(product);
  for (const account of world.accounts) await streams.keepOpen(account);
  for (const [number, step] of steps.entries()) {
    const act = toAct(world, step, number);
    const expected = perform(world, step.verb, act);
    dropTrends(world);
    tellStreams(world);
    const answer = await call(product, step.verb, act);
    await product.settle();
    history.push(describeAct(step, act, answer));
    expect(answer, history.join('\n')).toEqual(expected);
    await compare(product, world, {
      ...{ history, streams, accounts: [act.by, act.to], tweets: [act.tweet] },
      ...{ hashtags: [], queries: [at(queries, number)] },
    });
  }
  const { accounts, tweets } = world;
  await compare(product, world, { history, streams, accounts, tweets, hashtags, queries });
}

/** Everybody writes something, so that there is always a tweet to do something with. */
async function begin(product: Product, world: World, by: Account): Promise<void> {
  const content = { word: 'hello', hashtag: null, mention: null, number: 0 };
  post(world, { by, content });
  await product.as(by.name).tweets.create({ text: toText(content) });
  await product.settle();
}

/** Whom and what a step means. */
function toAct({ accounts, tweets }: World, step: Step, number: number): Act {
  const to = at(accounts, step.to);
  const mention = step.mentions ? to.name : null;
  const { word, hashtag } = step;
  return {
    by: at(accounts, step.by),
    to,
    tweet: at(tweets.toReversed(), step.tweet),
    content: { word, hashtag, mention, number: number + 1 },
  };
}

function describeAct({ verb }: Step, { by, to, tweet, content }: Act, answer: string | undefined): string {
  return `${by.name} ${verb} ${to.name} ${tweet.name} "${toText(content)}"${answer ? `: ${answer}` : ''}`;
}

/** Round and round. */
function at<Item>(items: readonly Item[], position: number): Item {
  const item = items[position % items.length];
  if (item === undefined) throw new RangeError('there is none');
  return item;
}
