import { expect, test } from 'vitest';
import { createPace } from './pace.ts';

test('steps are taken one at a time, in the order they were asked for, also after one that failed', async () => {
  const pace = createPace({ stopping: new AbortController().signal });
  const said: string[] = [];
  const step = (name: string) => async () => {
    said.push(`${name} begins`);
    await Promise.resolve();
    said.push(`${name} ends`);
    if (name === 'second') throw new Error('second failed');
    return name;
  };
  const taken = ['first', 'second', 'third'].map((name) => pace(step(name)));
  expect(await Promise.allSettled(taken)).toMatchObject([
    { value: 'first' },
    { reason: { message: 'second failed' } },
    { value: 'third' },
  ]);
  expect(said).toEqual(['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]));
});
