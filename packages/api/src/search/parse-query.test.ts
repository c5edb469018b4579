import type { TweetTerm } from '@dunlin/backends/search';
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
      [term('hashtag', { name: 'cafe_1' }), term('hashtag', { name: 'dogs', negated: true })],
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
    expect(parseQuery(query)).toEqual([terms]);
  });

  test.each([
    ['café OR naïve', 'café|naïve'],
    ['a b OR c', 'a b|c'],
    ['(a OR b) c', 'a c|b c'],
    ['a -(b OR c)', 'a -b -c'],
    ['a -(b c)', 'a -b|a -c'],
    ['((a) (b OR (c OR d)))', 'a b|a c|a d'],
    ['"a b" OR -"c" d', '"a b"|-"c" d'],
    ['("a b" OR c)', '"a b"|c'],
    // With nothing to choose from it is a word, and what has no other half is a sign.
    ['OR gate', 'OR gate'],
    ['gate OR', 'gate OR'],
    ['OR', 'OR'],
    ['a OR OR b', 'a OR|b'],
    ['tea or coffee', 'tea or coffee'],
    ['Danke:)', 'Danke:'],
    ['a OR :)', 'a'],
    ['(a b', 'a b'],
    ['a) b', 'a b'],
    ['f(x) wiki/A_(b)', 'f(x) wiki/A_(b)'],
    ['(see wiki/A_(b))', 'see wiki/A_(b)'],
  ])('holds in one of several ways: %s', (query, ways) => {
    expect(
      parseQuery(query)
        .map((way) => way.map(write).join(' '))
        .join('|'),
    ).toBe(ways);
  });

  test.each([
    ['"unbalanced', ['unbalanced']],
    ['a "b', ['a', 'b']],
    ['localhost:3000', ['localhost:3000']],
    ['breaking:earthquake', ['breaking:earthquake']],
    ['constructor:x', ['constructor:x']],
    ['near:paris', ['near:paris']],
    ['צה"ל', ['צה"ל']],
    ['C++ C#', ['C++', 'C#']],
    ['#1 #2024', ['#1', '#2024']],
  ])('that is no syntax is text: %s', (query, words) => {
    expect(parseQuery(query)).toEqual([words.map((text) => term('word', { text }))]);
  });

  test.each([
    ['#シン・エヴァンゲリオン', 'シン・エヴァンゲリオン'],
    ['#خلیج\u200cفارس', 'خليجفارس'],
    ['#র\u200d্যাব', 'র্যাব'],
    ['#Col·lecció', 'col·leccio'],
    ['#צה״ל', 'צה״ל'],
    ['#תל־אביב', 'תל־אביב'],
    ['#ラ〜メン', 'ラ~メン'],
    ['#istanbul', 'istanbul'],
    ['#İstanbul', 'istanbul'],
    ['#ΕΛΛΑΔΑ', 'ελλαδα'],
    ['#Ελλάδα', 'ελλαδα'],
    ['#Caffè', 'caffe'],
    ['#Straßenfest', 'strassenfest'],
  ])('takes for a hashtag what tweets do, however it is typed: %s', (query, name) => {
    expect(parseQuery(query)).toEqual([[term('hashtag', { name })]]);
  });

  test('is taken as long as a whole post', () => {
    const post = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    expect(parseQuery(post)[0]).toHaveLength(60);
    expect(parseQuery('a '.repeat(250))[0]).toHaveLength(250);
    const kinds = parseQuery('#a @b '.repeat(30))[0]?.map(({ kind }) => kind);
    expect(kinds?.filter((kind) => kind === 'phrase')).toHaveLength(40);
  });

  test.each([
    ['', 'At character 1: there is nothing to search for.'],
    [' -- "" ', 'At character 1: there is nothing to search for.'],
    ['-cats', 'At character 1: something must be searched for, not only left out.'],
    ['👩‍👩‍👧 from:', 'At character 7: `from:` takes a username, such as `ada_lovelace`.'],
    ['cats from:', 'At character 6: `from:` takes a username, such as `ada_lovelace`.'],
    ['from:"ada"', 'At character 1: `from:` takes a username, such as `ada_lovelace`.'],
    ['from:a%', 'At character 1: `from:` takes a username, such as `ada_lovelace`.'],
    ['since:2026-02-30', 'At character 1: `since:` takes a day in UTC, such as `2026-01-31`.'],
    ['until:yesterday', 'At character 1: `until:` takes a day in UTC, such as `2026-01-31`.'],
    ['has:cats', 'At character 1: `has:` takes `media` or `links`.'],
    [
      'lang:klingon',
      expect.stringMatching(
        /^At character 1: `lang:` takes a language by its code or name, .*one of am, ar, /,
      ),
    ],
    ['min_likes:-1', 'At character 1: `min_likes:` takes a number, such as `10`.'],
    ['cats -min_likes:1', 'At character 6: `min_likes:` cannot be negated.'],
    ['from:ada from:bob', 'At character 10: `from:` is given twice.'],
    [
      '(a OR b) (c OR d) (e OR f) (g OR h) (i OR j)',
      'At character 1: a search can hold in 16 ways at most; this has more with its `OR`s.',
    ],
    [
      `${'a '.repeat(100)}(b OR c OR d OR e OR f OR g)`,
      'At character 1: a search has 500 parts at most, repeated by its `OR`s.',
    ],
    ['a OR -b', 'At character 1: something must be searched for, not only left out.'],
  ])('that cannot be read says where and why: %s', (query, message) => {
    expect(faultsOf(query)).toEqual([{ path: 'q', message }]);
  });

  test('of more than forty words in its parts looks for the rest as it stands', () => {
    const words = (count: number) => Array.from({ length: count }, (_, index) => `w${index}`).join('/');
    expect(parseQuery(`${words(30)} ${words(10)} ${words(1)}`)).toEqual([
      [
        term('word', { text: words(30) }),
        term('word', { text: words(10) }),
        term('phrase', { text: words(1) }),
      ],
    ]);
    // Each character of these is a word, which has no other form.
    const han = '鳥'.repeat(500);
    expect(parseQuery(`${han} cats`)).toEqual([
      [term('word', { text: han }), term('word', { text: 'cats' })],
    ]);
  });

  test('tells all its faults, up to five', () => {
    expect(faultsOf('has:x cats lang:x')).toHaveLength(2);
    expect(faultsOf('has:x (cats OR dogs OR birds)')).toHaveLength(1);
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
          ' OR ',
          '(',
          ')',
          '%',
          '_',
          "'",
        ],
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const query = pieces.join('');
        const ways = tryParse(query);
        if (ways instanceof AppError) expect(ways.appCode).toBe('INVALID_SEARCH_QUERY');
        else for (const way of ways) expect(way.some(({ negated }) => !negated)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

function write({ negated, kind, ...rest }: TweetTerm): string {
  const text = 'text' in rest ? rest.text : kind;
  return `${negated ? '-' : ''}${kind === 'phrase' ? `"${text}"` : text}`;
}

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
