import { expect, test } from 'vitest';
import { z } from 'zod';
import { createUrlValues } from './url-values.ts';

const Id = z.string().meta({ id: 'TestId' });
const toValues = createUrlValues(
  z.object({
    id: Id,
    limit: z.number().int().default(20),
    ratio: z.number().nullable().optional(),
    live: z.boolean().optional(),
    ids: z.array(Id).optional(),
    sizes: z.array(z.number()).optional(),
  }),
);

test.each([
  [{ id: '12' }, { id: '12' }],
  [{ limit: '12' }, { limit: 12 }],
  [{ limit: '-1.5' }, { limit: -1.5 }],
  [{ ratio: '0.5' }, { ratio: 0.5 }],
  [{ live: 'true' }, { live: true }],
  [{ live: 'false' }, { live: false }],
  [{ ids: '1' }, { ids: ['1'] }],
  [{ sizes: ['1', '2'] }, { sizes: [1, 2] }],
])('%j is read as %j', (strings, values) => {
  expect(toValues(strings)).toEqual(values);
});

test.each([
  { limit: '' },
  { limit: '0x10' },
  { limit: '1e3' },
  { limit: 'Infinity' },
  { limit: ['1', '2'] },
  { live: '1' },
  { other: '1' },
])('%j is left for the schema to judge', (strings) => {
  expect(toValues(strings)).toEqual(strings);
});

test('an input with a name is read alike, and so is one that it was made of', () => {
  const Page = z.object({ limit: z.number() }).meta({ id: 'TestPage' });
  const List = Page.extend({ next: Page.optional(), size: z.number() }).meta({ id: 'TestList' });

  expect(createUrlValues(Page)({ limit: '1' })).toEqual({ limit: 1 });
  expect(createUrlValues(List)({ limit: '1', size: '2' })).toEqual({ limit: 1, size: 2 });
});
