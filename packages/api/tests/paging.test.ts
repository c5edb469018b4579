import { createTestApp, rejection } from '@dunlin/harness';
import { afterAll, expect, test } from 'vitest';
import { addMany, lists } from './paged-lists.ts';
import { readWholeList } from './read-whole-list.ts';

const app = await createTestApp();
afterAll(async () => {
  await app.drain();
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

test.for(Object.entries(lists))(
  'pages of any size equal the whole, and stay complete while others write: %s',
  async ([, create]) => {
    const { items, add, newestFirst, read } = await create(app);
    const whole = newestFirst ? items.toReversed() : items;
    for (const limit of [1, 4, whole.length, 100]) {
      expect(idsOf(await readWholeList(read, { limit }))).toEqual(whole);
    }

    const added: string[] = [];
    const betweenPages = async () => {
      if (added.length < 4) added.push(await add());
    };
    const seen = idsOf(await readWholeList(read, { limit: 3, betweenPages }));
    expect(seen).toEqual(newestFirst ? whole : [...whole, ...added]);
  },
);

test('a page goes on after its last item even when that is deleted meanwhile', async () => {
  const [author] = await app.createUsers('remover');
  const ids = await addMany(async () => (await app.as(author).tweets.create({ text: 'soon gone' })).id);
  for (const list of [
    app.as(author).timelines.home,
    (page: object) => app.as(author).users.tweets({ id: author.id, ...page }),
  ]) {
    const first = await list({ limit: 2 });
    const last = first.items.at(-1)?.id ?? '';
    await app.as(author).tweets.delete({ id: last });
    await app.drain();
    ids.splice(ids.indexOf(last), 1);
    const rest = await readWholeList((page) => list({ cursor: first.nextCursor ?? '', ...page }), {
      limit: 5,
    });
    expect(idsOf(rest)).toEqual(ids.slice(0, -1).reverse());
  }
});

test('a cursor is valid for its list alone', async () => {
  const [reader, other] = await app.createUsers('cursor_reader', 'cursor_other');
  for (const caller of [app.as(reader), app.as(other)]) {
    await caller.tweets.create({ text: 'one' });
    await caller.tweets.create({ text: 'two' });
  }
  const { nextCursor } = await app.as(reader).timelines.home({ limit: 1 });
  const cursor = nextCursor ?? '';
  const moved = [
    app.as(other).timelines.home({ cursor }),
    app.as(reader).users.tweets({ id: reader.id, cursor }),
    app.as(reader).users.list({ cursor }),
    ...[`${cursor}A`, cursor.slice(0, -1), cursor.toLowerCase(), 'bm9uc2Vuc2U', '/\u0000'].map((forged) =>
      app.as(reader).timelines.home({ cursor: forged }),
    ),
  ];
  for (const answer of await Promise.all(moved.map(rejection))) {
    expect(answer).toMatchObject({ code: 'INVALID_CURSOR', status: 400 });
  }
});

test.for([0, -1, 101, 1.5, Number.NaN, Number.MAX_SAFE_INTEGER])(
  'a limit of %d is refused',
  async (limit) => {
    const [reader] = await app.createUsers(`limit_${String(limit).replaceAll(/\W/g, '_')}`);
    expect(await rejection(app.as(reader).timelines.home({ limit }))).toMatchObject({
      code: 'VALIDATION_FAILED',
    });
  },
);

function idsOf(items: readonly { id: string }[]): string[] {
  return items.map(({ id }) => id);
}
