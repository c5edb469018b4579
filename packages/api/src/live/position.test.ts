import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPosition, type Position, parsePosition } from './position.ts';

const id = fc.bigInt(1n, 2n ** 63n - 1n).map(String);

/** As Postgres writes them; the first open transaction is the oldest that had not ended. */
const snapshot = fc
  .record({
    first: fc.bigInt(3n, 2n ** 31n),
    gaps: fc.array(fc.bigInt(1n, 1000n), { maxLength: 80 }),
    rest: fc.bigInt(1n, 9n),
  })
  .map(({ first, gaps, rest }) => {
    const open: bigint[] = [];
    for (const gap of gaps) open.push((open.at(-1) ?? first - gap) + gap);
    return `${first}:${(open.at(-1) ?? first) + rest}:${open.join(',')}`;
  });
const position = fc.record<Position>({
  since: snapshot,
  backlog: fc.option(fc.record({ until: snapshot, after: id }), { nil: undefined }),
  named: fc.array(id, { maxLength: 20 }),
});

test('a position survives being an event id, which is short and safe in a header and a URL', () => {
  fc.assert(
    fc.property(position, (original) => {
      const eventId = formatPosition(original);
      expect(eventId).toMatch(/^[0-9a-z.~-]{1,1000}$/);
      const parsed = parsePosition(eventId);
      expect(parsed.named).toEqual(original.named);
      expect(parsed.backlog?.after).toBe(original.backlog?.after);
      if (openOf(original.since).length <= 64) expect(parsed.since).toBe(original.since);
      expect(formatPosition(parsed)).toBe(eventId);
    }),
  );
});

test('a snapshot of very many open transactions becomes one that shows less, and never more', () => {
  fc.assert(
    fc.property(snapshot, (since) => {
      const { since: parsed } = parsePosition(formatPosition({ since, named: [] }));
      const [, xmax = ''] = parsed.split(':');
      expect(Number(xmax)).toBeLessThanOrEqual(Number(since.split(':')[1]));
      expect(openOf(parsed)).toEqual(openOf(since).filter((xid) => Number(xid) < Number(xmax)));
    }),
  );
});

test('the number that an event id once was resumes from there', () => {
  expect(parsePosition('4711')).toEqual({ since: '4711:4711:', backlog: undefined, named: [] });
});

test('no text makes a position that Postgres refuses', () => {
  const text = fc.string({ unit: fc.constantFrom(...'019az.~-'), maxLength: 40 });
  fc.assert(
    fc.property(text, (eventId) => {
      try {
        const { since } = parsePosition(eventId);
        expect(since).toMatch(/^\d+:\d+:[\d,]*$/);
      } catch (error) {
        expect(error).toMatchObject({ code: 'BAD_REQUEST' });
      }
    }),
  );
});

function openOf(snapshot: string): string[] {
  const [, , open = ''] = snapshot.split(':');
  return open.split(',').filter(Boolean);
}
