import fc from 'fast-check';
import { type OwnVerb, ownActs, type StaffVerb, staffActs, type Verb } from './rules/acts.ts';
import { hashtags, words } from './text.ts';

export const names = ['ada', 'bob', 'cyd', 'dee', 'eve', 'fay', 'gus', 'hal'] as const;

/** How often a verb comes beside the others; once unless it stands here. */
const weights: Partial<Record<Verb, number>> = {
  ...({ post: 4, reply: 4, quote: 4, retweet: 5, edit: 2, like: 4, follow: 10 } satisfies Partial<
    Record<OwnVerb, number>
  >),
  ...({ accept: 3, block: 2, lock: 2, unlock: 2, restore: 3, comeBack: 3, restoreTweet: 2 } satisfies Partial<
    Record<OwnVerb | StaffVerb, number>
  >),
};

// `as`: the keys are the verbs.
const verbs = [...Object.keys(ownActs), ...Object.keys(staffActs)] as Verb[];

const someone = fc.nat({ max: names.length - 1 });

const step = fc.record({
  verb: fc.oneof(...verbs.map((verb) => ({ arbitrary: fc.constant(verb), weight: weights[verb] ?? 1 }))),
  by: someone,
  to: someone,
  /** Which of those that are meant, as a rule counted back from the newest. */
  tweet: fc.oneof({ arbitrary: fc.nat({ max: 9 }), weight: 3 }, fc.nat({ max: 60 })),
  /** Whether it may mean anybody and anything, such as to unblock whom nobody blocks. */
  strays: fc.oneof({ arbitrary: fc.constant(false), weight: 5 }, fc.constant(true)),
  word: fc.constantFrom(...words),
  hashtag: fc.option(fc.constantFrom(...hashtags)),
  mentions: fc.boolean(),
});

export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

export function historiesOf(steps: number): fc.Arbitrary<Step[]> {
  return fc.array(step, { minLength: steps, maxLength: steps, size: 'max' });
}
