import fc from 'fast-check';
import { expect, test } from 'vitest';
import { followHistory, followHurriedHistory } from './follow-history.ts';
import { historiesOf, names } from './histories.ts';
import { createProduct } from './product/product.ts';
import { createWorld } from './rules/world.ts';

// biome-ignore-start lint/style/noProcessEnv: how long to look for counterexamples is for whoever runs it to say
const numRuns = Number(process.env.PROPERTY_RUNS ?? 1);
const steps = Number(process.env.PROPERTY_STEPS ?? 30);
/** What is found is made short, which takes as long again as finding it, and longer. */
const endOnFailure = process.env.PROPERTY_SHRINK === 'no';
// biome-ignore-end lint/style/noProcessEnv: see above

/** For looking, and for making what was found short. */
const timeLimitMs = 60_000 + numRuns * steps * 1_000;

test.each([
  ['one thing after the other is done', followHistory],
  ['is done before anything has come of what was done', followHurriedHistory],
])(
  'whatever %s, everybody sees what a model says that is written from the rules alone',
  { timeout: timeLimitMs + 60_000 },
  async (_title, follow) => {
    let acts = 0;
    await fc.assert(
      fc.asyncProperty(historiesOf(steps), async (history) => {
        await using product = await createProduct(names);
        await follow(product, createWorld(names), history);
        expect(product.app.errors).toEqual([]);
        acts += history.length;
      }),
      { numRuns, endOnFailure, interruptAfterTimeLimit: timeLimitMs },
    );
    process.stderr.write(`${acts} acts\n`);
  },
);
