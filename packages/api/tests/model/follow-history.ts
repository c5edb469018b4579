import { expect } from 'vitest';
import { compare } from './compare.ts';
import { describeAct } from './describe-act.ts';
import type { Step } from './histories.ts';
import { call } from './product/calls.ts';
import type { Product } from './product/product.ts';
import { createStreams } from './product/streams.ts';
import { type Act, perform, type Verb } from './rules/acts.ts';
import { queries } from './rules/search.ts';
import { tellStreams } from './rules/streams.ts';
import { dropTrends } from './rules/trends.ts';
import { noNews, type World } from './rules/world.ts';
import { post } from './rules/writing.ts';
import { hashtags, toText } from './text.ts';
import { at, toAct } from './to-act.ts';

/** Does one thing after the other in the product and in the model, and compares what everybody is shown and told. */
export async function followHistory(product: Product, world: World, steps: readonly Step[]): Promise<void> {
  const history: string[] = [];
  await begin(product, world);
  await using streams = createStreams(product);
  for (const account of world.accounts) await streams.keepOpen(account);
  for (const [number, step] of steps.entries()) {
    const act = await take(product, world, { step, number, history });
    await product.app.drain();
    await compare(product, world, { history, streams, ...lookedAt([act]), queries: [at(queries, number)] });
  }
  await compare(product, world, { history, streams, ...all(world) });
}

/** The same of what is done while nothing has come yet of what was done before: some at once, and then all that comes of it. */
export async function followHurriedHistory(
  product: Product,
  world: World,
  steps: readonly Step[],
): Promise<void> {
  const history: string[] = [];
  await begin(product, world);
  let acts: Act[] = [];
  for (const [number, step] of steps.entries()) {
    acts.push(await take(product, world, { step, number, history }));
    if (acts.length < maxAtOnce && !awaited.includes(step.verb)) continue;
    await product.app.drain();
    history.push('and then');
    await compare(product, world, { history, ...lookedAt(acts), queries: [at(queries, number)] });
    acts = [];
  }
  await product.app.drain();
  await compare(product, world, { history, ...all(world) });
}

const maxAtOnce = 6;
/** What lets others in, or takes away what others wrote, in a job: until then what is refused depends on the moment. */
const awaited: readonly Verb[] = ['unlock', 'restore', 'expire', 'delete', 'block'];

/** Does the same in both, where it must come to the same. */
async function take(
  product: Product,
  world: World,
  { step, number, history }: { step: Step; number: number; history: string[] },
): Promise<Act> {
  const act = toAct(world, step, number);
  const expected = perform(world, step.verb, act);
  dropTrends(world);
  tellStreams(world);
  const answer = await call(product, step.verb, act);
  await product.nameNew();
  history.push(describeAct(step.verb, act, answer));
  expect(answer, history.join('\n')).toEqual(expected);
  return act;
}

/** Everybody writes something, so that there is always a tweet to do something with. Nobody listens yet. */
async function begin(product: Product, world: World): Promise<void> {
  const content = { word: 'hello', hashtag: null, mention: null, number: 0 };
  for (const by of world.accounts) {
    post(world, { by, content });
    await product.as(by.name).tweets.create({ text: toText(content) });
    await product.nameNew();
  }
  await product.app.drain();
  world.news = noNews();
}

const lookedAt = (acts: readonly Act[]) => ({
  accounts: [...new Set(acts.flatMap(({ by, to }) => [by, to]))],
  tweets: [...new Set(acts.map(({ tweet }) => tweet))],
  hashtags: [],
});
const all = ({ accounts, tweets }: World) => ({ accounts, tweets, hashtags, queries });
