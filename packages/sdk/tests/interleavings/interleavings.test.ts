import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Act, acts } from './acts.ts';
import { createWorld, finish, settle } from './world.ts';

// biome-ignore lint/style/noProcessEnv: how long to look for counterexamples is for whoever runs it to say
const numRuns = Number(process.env.PROPERTY_RUNS ?? 200);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

// `as`: the keys are the acts.
const names = Object.keys(acts) as (keyof typeof acts)[];
/** How often an act comes beside the others; once unless it stands here. */
const weights: Partial<Record<keyof typeof acts, number>> = { answer: 8, signIn: 2, write: 2, refuse: 2 };

const step = fc.record({
  act: fc.oneof(...names.map((name) => ({ arbitrary: fc.constant(name), weight: weights[name] ?? 1 }))),
  tab: fc.nat({ max: 1 }),
  user: fc.constantFrom('ada', 'bob'),
  which: fc.nat({ max: 9 }),
});

test('whatever happens in whatever order, nothing is done as another account, and all ends with its session', {
  timeout: 60_000 + numRuns * 1_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.boolean(),
      fc.array(step, { maxLength: 40, size: 'max' }),
      async (isAsynchronous, history) => {
        const world = createWorld({ isAsynchronous });
        for (const { act, ...how } of history) {
          // `as`: there is a client for each tab.
          const client = world.tabs[how.tab] as Act['client'];
          acts[act]({ world, client, ...how });
          await settle();
          world.work.checkEnds();
          world.checkTold();
          expect(world.problems).toEqual([]);
        }
        await finish(world);
        expect(world.problems).toEqual([]);
      },
    ),
    { numRuns },
  );
});
