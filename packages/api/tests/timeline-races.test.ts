import { createTestApp, rejection, type TestUser } from '@dunlin/harness';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findWrongTimelines } from './find-wrong-timelines.ts';

const index = fc.nat({ max: 4 });
const action = fc.record({
  verb: fc.constantFrom('follow', 'follow', 'unfollow', 'post', 'post', 'delete'),
  actor: index,
  target: index,
});

test.for([
  ['written to followers', 1_000],
  ['merged when they are read', 1],
  ['merged from two followers on', 2],
] as const)(
  'whatever is done at once, timelines come to show what is true: %s',
  async ([, mergeAtReadFollowers]) => {
    await using app = await createTestApp({ settings: { fanOutSliceSize: 2, mergeAtReadFollowers } });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 50, maxLength: 90 }), async (actions) => {
        round += 1;
        const users = await app.createUsers(
          ...Array.from({ length: 5 }, (_, number) => `racer${round}_${number}`),
        );
        const tweets = users.map((): string[] => []);
        await Promise.all(
          actions.map(async ({ verb, actor, target }, step) => {
            // Some begin when others have ended, so that deletions find tweets.
            if (step > 30) await app.as(at(users, actor)).timelines.home({});
            await perform(verb, {
              user: at(users, actor),
              other: at(users, target),
              tweets: at(tweets, actor),
            });
          }),
        );
        await app.drain();
        expect(await findWrongTimelines(app, users)).toEqual([]);
        expect(app.errors).toEqual([]);
      }),
      { numRuns: 2, endOnFailure: true },
    );

    async function perform(verb: string, { user, other, tweets }: Action): Promise<void> {
      const caller = app.as(user);
      if (verb === 'post') tweets.push((await caller.tweets.create({ text: 'news' })).id);
      else if (verb === 'delete') {
        const id = tweets.pop();
        if (id) await caller.tweets.delete({ id });
      } else if (user === other) expect(await rejection(caller.follows.create({ id: user.id }))).toBeTruthy();
      else await caller.follows[verb === 'follow' ? 'create' : 'delete']({ id: other.id });
    }
  },
);

function at<Item>(items: readonly Item[], position: number): Item {
  const item = items[position];
  if (item === undefined) throw new RangeError(`there is no item ${position}`);
  return item;
}

interface Action {
  user: TestUser;
  other: TestUser;
  /** Ids of the user's tweets. */
  tweets: string[];
}
