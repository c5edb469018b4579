import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from './errors.ts';
import { createCursors, listPage, type Page, PageInput, type Position } from './pagination.ts';

const cursors = createCursors(Buffer.alloc(32, 1));
const anyList = fc.string({ unit: 'grapheme', maxLength: 40 }).map((name) => name.replaceAll('\n', ''));
const anyPosition = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);

describe('cursors', () => {
  test('decode to what they encode', () => {
    fc.assert(
      fc.property(anyList, anyPosition, (list, position) => {
        expect(cursors.decode(list, cursors.encode(list, position))).toBe(position);
      }),
    );
  });

  test('fit in a URL and in the bounds of the input', () => {
    fc.assert(
      fc.property(anyList, anyPosition, (list, position) => {
        const cursor = cursors.encode(list, position);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(PageInput.parse({ cursor })).toEqual({ limit: 20, cursor });
      }),
    );
  });

  test('are refused by any other list', () => {
    fc.assert(
      fc.property(anyList, anyList, anyPosition, (list, other, position) => {
        fc.pre(list !== other);
        expectRefused(other, cursors.encode(list, position));
      }),
    );
  });

  test('are refused when cut, grown or changed in any place', () => {
    const cursor = cursors.encode('users', '381273481273481273');
    for (let at = 0; at < cursor.length; at++) {
      expectRefused('users', cursor.slice(0, at));
      expectRefused('users', `${cursor.slice(0, at)}A${cursor.slice(at)}`);
      const changed = cursor[at] === 'A' ? 'B' : 'A';
      expectRefused('users', `${cursor.slice(0, at)}${changed}${cursor.slice(at + 1)}`);
    }
  });

  test('tell nothing of the position, and are the same for the same one', () => {
    const cursor = cursors.encode('users', '381273481273481273');
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toMatch(/\d{4}/);
    expect(cursors.encode('users', '381273481273481273')).toBe(cursor);
  });

  test('are refused when made with another key', () => {
    expectRefused('users', createCursors(Buffer.alloc(32, 2)).encode('users', '1'));
  });

  test('are refused when they are not ours at all', () => {
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => expectRefused('users', text)));
  });
});

describe('listPage', () => {
  test('gives pages that equal the whole, while others add and remove', async () => {
    const anyWrites = fc.array(fc.record({ add: fc.boolean(), id: fc.integer({ min: 1, max: 60 }) }), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        fc.array(anyWrites, { maxLength: 20 }),
        async (start, limit, writes) => {
          const rows = new Set(start);
          const always = new Set(start);
          const seen: number[] = [];
          let cursor: string | undefined;
          for (let page = 0; ; page++) {
            const { items, nextCursor } = await readPage(rows, { limit, cursor });
            seen.push(...items);
            expect(items.length).toBeLessThanOrEqual(limit);
            if (nextCursor === null) break;
            cursor = nextCursor;
            for (const { add, id } of writes[page] ?? []) {
              if (add) rows.add(id);
              else for (const set of [rows, always]) set.delete(id);
            }
          }
          expect(seen).toEqual([...new Set(seen)].sort((a, b) => b - a));
          expect(always.isSubsetOf(new Set(seen))).toBe(true);
        },
      ),
    );
  });

  test('says that a page is the last one when it is just full', async () => {
    expect(await readPage(new Set([1, 2, 3]), { limit: 3 })).toEqual({ items: [3, 2, 1], nextCursor: null });
    expect((await readPage(new Set([1, 2, 3, 4]), { limit: 3 })).nextCursor).not.toBeNull();
  });

  test('reads on after rows that are not shown, until the page is full', async () => {
    const page = await readPage(new Set([1, 2, 3, 4, 5, 6]), { limit: 2 }, (id) => id < 5);
    expect(page.items).toEqual([4, 3]);
    expect(page.nextCursor).not.toBeNull();
  });

  test('ends a page short where too many rows are not shown, and goes on from there', async () => {
    const rows = new Set(Array.from({ length: 40 }, (_, index) => index + 1));
    const isShown = (id: number) => id < 3;
    let page = await readPage(rows, { limit: 2 }, isShown);
    expect(page.items).toEqual([]);
    const items: number[] = [];
    while (page.nextCursor !== null) {
      page = await readPage(rows, { limit: 2, cursor: page.nextCursor }, isShown);
      items.push(...page.items);
    }
    expect(items).toEqual([2, 1]);
  });
});

describe('PageInput', () => {
  test.each([0, -1, 1.5, 101, 1e9, 2 ** 63, Number.NaN, Number.POSITIVE_INFINITY, '10', null])(
    'refuses a limit of %s',
    (limit) => {
      expect(PageInput.safeParse({ limit }).success).toBe(false);
    },
  );
});

/** A page of a list in memory, newest first. */
function readPage(
  rows: ReadonlySet<number>,
  input: { limit: number; cursor?: string | undefined },
  isShown = (_id: number) => true,
): Promise<Page<number>> {
  const read = async ({ last, limit }: Position) =>
    [...rows]
      .filter((id) => last === undefined || id < Number(last))
      .sort((a, b) => b - a)
      .slice(0, limit)
      .map((id) => ({ id: String(id) }));
  const present = async (page: { id: string }[]) => page.map(({ id }) => Number(id)).filter(isShown);
  return listPage({ cursors }, input, { list: 'numbers', read, present });
}

function expectRefused(list: string, cursor: string): void {
  expect(() => cursors.decode(list, cursor)).toThrow(new AppError('INVALID_CURSOR'));
}
