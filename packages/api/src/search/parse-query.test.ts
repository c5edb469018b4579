import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { parseQuery } from './parse-query.ts';

const day = (text: string) => new Date(`${text}T00:00:00Z`);
const term = (kind: string, fields: object = {}) => ({ kind, negated: false, ...fields });

describe('a query', () => {
  test.each([
    ['cats dogs', [term('word', { text: 'cats' }), term('word', { text: 'dogs' })]],
    [
      '"big cats" -"small dogs"',
      [term('phrase', { text: 'big cats' }), term('phrase', { text: 'small dogs', negated: true })],
    ],
    ['“big cats„', [term('phrase', { text: 'big cats' })]],
    ['cats -dogs', [term('word', { text: 'cats' }), term('word', { text: 'dogs', negated: true })]],
    ['well-known', [term('word', { text: 'well-known' })]],
    [
      '#Café_1! -#dogs',
      [term('hashtag', { name: 'café_1' }), term('hashtag', { name: 'dogs', negated: true })],
    ],
    [
      '@ada -@bob',
      [term('mention', { username: 'ada' }), term('mention', { username: 'bob', negated: true })],
    ],
    ['from:ada TO:@Bob', [term('from', { username: 'ada' }), term('to', { username: 'Bob' })]],
    [
      'cats -from:ada -from:bob',
      [
        term('word', { text: 'cats' }),
        ...['ada', 'bob'].map((username) => term('from', { username, negated: true })),
      ],
    ],
    [
      'since:2026-01-31 until:2026-02-01',
      [term('since', { at: day('2026-01-31') }), term('until', { at: day('2026-02-01') })],
    ],
    ['has:media has:links', [term('has', { what: 'media' }), term('has', { what: 'links' })]],
    ['lang:FR -has:links', [term('lang', { language: 'fr' }), term('has', { what: 'links', negated: true })]],
    ['min_likes:10', [term('min_likes', { likes: 10 })]],
    [
      'https://example.org/a note: 10:30',
      ['https://example.org/a', 'note:', '10:30'].map((text) => term('word', { text })),
    ],
    ['cats & ! - "…" dogs', ['cats', 'dogs'].map((text) => term('word', { text }))],
    ["100%_\\ o'brien", ['100%_\\', "o'brien"].map((text) => term('word', { text }))],
    ['🎉', [term('word', { text: '🎉' })]],
  ])('is read: %s', (query, terms) => {
    expect(parseQuery(query)).toEqual(terms);
  });

  test.each([
    ['', 'At character 1: there is nothing to search for.'],
    [' -- "" ', 'At character 1: there is nothing to search for.'],
    ['-cats', 'At character 1: something must be searched for, not only left out.'],
    ['👩‍👩‍👧 "big cats', 'At character 7: this quotation mark is never closed.'],
    ['cats from:', 'At character 6: `from:` takes a username, such as `ada_lovelace`.'],
    ['from:"ada"', 'At character 1: `from:` takes a username, such as `ada_lovelace`.'],
    ['from:a%', 'At character 1: `from:` takes a username, such as `ada_lovelace`.'],
    ['since:2026-02-30', 'At character 1: `since:` takes a day in UTC, such as `2026-01-31`.'],
    ['until:yesterday', 'At character 1: `until:` takes a day in UTC, such as `2026-01-31`.'],
    ['has:cats', 'At character 1: `has:` takes `media` or `links`.'],
    ['lang:english', 'At character 1: `lang:` takes a two-letter language code, such as `en`, or `und`.'],
    ['min_likes:-1', 'At character 1: `min_likes:` takes a number, such as `10`.'],
    ['cats -min_likes:1', 'At character 6: `min_likes:` cannot be negated.'],
    ['from:ada from:bob', 'At character 10: `from:` is given twice.'],
    [
      'near:paris',
      expect.stringMatching(/^At character 1: there is no operator `near:`; there are `from:`, `to:`, /),
    ],
    ['constructor:x', expect.stringContaining('no operator `constructor:`')],
    ['a '.repeat(21), 'At character 1: a search has 20 parts at most.'],
  ])('that cannot be read says where and why: %s', (query, message) => {
    expect(faultsOf(query)).toEqual([{ path: 'q', message }]);
  });

  test('of more than forty words in its parts looks for the rest as it stands', () => {
    const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join('/');
    expect(parseQuery(`${words(30)} ${words(10)} ${words(1)}`)).toEqual([
      term('word', { text: words(30) }),
      term('word', { text: words(10) }),
      term('phrase', { text: words(1) }),
    ]);
    // Each character of these is a word, which has no other form.
    const han = '鳥'.repeat(500);
    expect(parseQuery(`${han} cats`)).toEqual([term('word', { text: han }), term('word', { text: 'cats' })]);
  });

  test('tells all its faults, up to five', () => {
    expect(faultsOf('has:x cats lang:x')).toHaveLength(2);
    expect(faultsOf('has:x '.repeat(40))).toHaveLength(5);
  });

  test('of any text is read, or refused with the typed error', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...[
          'from:',
          'since:',
          'min_likes:',
          'has:media',
          'lang:en',
          '-',
          '"',
          '#',
          '@',
          ':',
          ' ',
          '%',
          '_',
          "'",
        ],
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const query = pieces.join('');
        const terms = tryParse(query);
        if (terms instanceof AppError) expect(terms.appCode).toBe('INVALID_SEARCH_QUERY');
        else expect(terms.length).toBeGreaterThan(0);
      }),
      { numRuns: 1_000 },
    );
  });
});

function tryParse(query: string) {
  try {
    return parseQuery(query);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function faultsOf(query: string) {
  const error = tryParse(query);
  return error instanceof AppError ? error.issues : error;
}
