import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Act, createOutboxWorld } from './outbox-world.ts';

// biome-ignore lint/style/noProcessEnv: how long to look for counterexamples is for whoever runs it to say
const numRuns = Number(process.env.PROPERTY_RUNS ?? 100);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const tab = fc.nat({ max: 1 });
const line = fc.constantFrom('answered', 'lost', 'unheard', 'unavailable');
const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    arbitrary: fc.record({ type: fc.constant('add'), tab, kind: fc.constantFrom('good', 'bad', 'reply') }),
    weight: 3,
  },
  {
    arbitrary: fc.record({
      type: fc.constant('steps'),
      which: fc.array(fc.nat({ max: 9 }), { minLength: 1 }),
    }),
    weight: 6,
  },
  fc.record({ type: fc.constant('line'), fate: line }),
  fc.record({ type: fc.constant('kill'), tab }),
  fc.record({ type: fc.constant('signIn'), userId: fc.constantFrom('ada', 'bob') }),
  fc.record({ type: fc.constant('time'), ms: fc.constantFrom(1, 10, 30) }),
);

test.each([
  ['with locks', true],
  ['without locks', false],
])(
  'over cuts, kills, restarts and other accounts in two tabs, what is kept is done once, in order, as whom it belongs to: %s',
  async (_, hasLocks) => {
    let done = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { maxLength: 40, size: 'max' }), async (history) => {
        const world = createOutboxWorld({ hasLocks });
        for (const act of history) await world.act(act);
        await world.finish();
        done += world.done.length;
      }),
      { numRuns },
    );
    expect(done).toBeGreaterThan(numRuns);
  },
  60_000 + numRuns * 1_000,
);
