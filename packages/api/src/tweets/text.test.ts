import fc from 'fast-check';
import rgiEmoji from 'regenerate-unicode-properties/Property_of_Strings/RGI_Emoji.js';
import { describe, expect, test } from 'vitest';
import { extractEntities, maxTextUnits, weightedLength } from './text.ts';

describe('extractEntities', () => {
  test('finds hashtags, mentions and URLs with their offsets', () => {
    expect(extractEntities('Hi @jack, see https://example.com/a?b=c #Dunlin')).toEqual({
      mentions: [{ username: 'jack', start: 3, end: 8 }],
      urls: [{ url: 'https://example.com/a?b=c', start: 14, end: 39 }],
      hashtags: [{ text: 'Dunlin', start: 40, end: 47 }],
    });
  });

  test('counts offsets in code points', () => {
    const { hashtags, mentions } = extractEntities('👨‍👩‍👧 #𠀡𠀢 @jack');
    expect(hashtags).toEqual([{ text: '𠀡𠀢', start: 6, end: 9 }]);
    expect(mentions).toEqual([{ username: 'jack', start: 10, end: 15 }]);
  });

  test('accepts fullwidth signs', () => {
    const { hashtags, mentions } = extractEntities('＠jack ＃日本');
    expect(mentions).toEqual([{ username: 'jack', start: 0, end: 5 }]);
    expect(hashtags).toEqual([{ text: '日本', start: 6, end: 9 }]);
  });

  test('takes a list as a mention of its user', () => {
    expect(extractEntities('@jack/birds').mentions).toEqual([{ username: 'jack', start: 0, end: 5 }]);
  });

  test('ignores cashtags and mail addresses', () => {
    expect(extractEntities('$TWTR jack@host')).toEqual({ hashtags: [], mentions: [], urls: [] });
  });

  test('finds a URL without a scheme', () => {
    expect(extractEntities('see example.com/a now').urls).toEqual([
      { url: 'example.com/a', start: 4, end: 17 },
    ]);
  });

  test.each(['中https://nic.music文', 'nic.kidsです', 'https://host.example까지'])(
    'ends a host in %j where letters of another script begin, as before endings that twitter-text knows',
    (text) => {
      const [url] = extractEntities(text).urls;
      expect(url?.url).toMatch(/^(https:\/\/)?(nic|host)\.(music|kids|example)$/);
    },
  );

  test.each([
    'https://nic.music',
    'https://nic.kids',
    'http://nic.spa/path',
    'nic.music',
    'HTTPS://NIC.MUSIC/',
  ])('finds %s, whose ending is newer than twitter-text', (url) => {
    expect(extractEntities(`see ${url} now`).urls).toEqual([{ url, start: 4, end: 4 + url.length }]);
  });

  test('finds any host behind a scheme, and only hosts that there are without', () => {
    const { urls } = extractEntities(
      'https://a.localdomain/x b.localdomain me@nic.music file.txt http://x.y.notyet',
    );
    expect(urls.map(({ url }) => url)).toEqual(['https://a.localdomain/x', 'http://x.y.notyet']);
  });

  test('takes of a host what twitter-text takes, if it takes any', () => {
    const { urls } = extractEntities('test http://example.comだよね.comtest/hogehoge');
    expect(urls).toEqual([{ url: 'http://example.com', start: 5, end: 23 }]);
  });

  test('takes no entity from inside a URL', () => {
    const { hashtags, mentions, urls } = extractEntities('https://example.com/@jack/#tag');
    expect([hashtags, mentions]).toEqual([[], []]);
    expect(urls.map(({ url }) => url)).toEqual(['https://example.com/@jack/#tag']);
  });

  test('keeps the long token in a URL whole', () => {
    const url = `https://example.com/?jwt=${'ab_-'.repeat(25)}.${'x'.repeat(900)}.${'y'.repeat(300)}`;
    expect(extractEntities(`${url} end`).urls.map((entity) => entity.url)).toEqual([url]);
  });

  test('finds mentions and hashtags within a long unbroken paragraph', () => {
    const { hashtags, mentions, urls } = extractEntities(
      `${'鳥。'.repeat(200)}@jack${'鳥。'.repeat(200)} #鳥 a.com`,
    );
    expect(mentions).toEqual([{ username: 'jack', start: 400, end: 405 }]);
    expect(hashtags).toEqual([{ text: '鳥', start: 806, end: 808 }]);
    expect(urls).toEqual([{ url: 'a.com', start: 809, end: 814 }]);
  });
});

describe('weightedLength', () => {
  test.each([
    ['', 0],
    ['plain text', 10],
    ['日本語', 6],
    ['see https://example.com/a/very/long/path/indeed now', 31],
    ['example.com', 23],
    ['e\u0301', 1],
    ['👨‍👩‍👧‍👦', 2],
    ['👍🏽', 2],
    ['🇩🇪', 2],
    ['❤', 2],
    ['1.5', 3],
  ])('of %j is %i', (text, length) => {
    expect(weightedLength(text)).toBe(length);
  });

  test.each(['🫠', '🫱🏽‍🫲🏿', '🧑🏻‍❤️‍💋‍🧑🏿', '🐦‍🔥', '🙂‍↔️'])(
    'counts %s, newer than twitter-text, as one emoji',
    (emoji) => {
      expect(weightedLength(`a${emoji}${emoji}b`)).toBe(6);
    },
  );

  test.each(['⭐️', '⚡️', '☕️', '⛄️', '❗️', '⌚️'])(
    'of 71 %s is 142, with the selector that keyboards add',
    (sign) => {
      expect(weightedLength(sign.repeat(71))).toBe(142);
    },
  );

  test('of every emoji of Unicode is 2, in each form in which it is sent', () => {
    const { characters, strings } = rgiEmoji;
    const singles = characters.toArray().map((codePoint) => String.fromCodePoint(codePoint));
    // Unicode may have some that this Node does not know.
    const all = [...singles, ...strings].filter((text) => /^\p{RGI_Emoji}$/v.test(text));
    expect(all.length).toBeGreaterThan(3_700);
    const forms = all.flatMap((text) => [text, text.replaceAll('\uFE0F', '')]);
    expect(forms.filter((text) => weightedLength(text) !== 2)).toEqual(['©', '®']);
  });

  test('counts every piece of a joined sequence that is no emoji', () => {
    expect(weightedLength(Array(20).fill('👨').join('\u200D'))).toBe(20 * 2 + 19);
  });
});

describe('any text', () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        'a',
        '.',
        '@',
        '#',
        '/',
        '(',
        'é',
        '日',
        '😷',
        '\u0301',
        '\uDC00',
        '\0',
        'com',
        'http://',
      ),
    )
    .map((parts) => parts.join(''));
  const anyText = fc.oneof(hostile, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

  test('has entities whose offsets slice back to them, in order', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const codePoints = [...text];
        const { hashtags, mentions, urls } = extractEntities(text);
        const slice = ({ start, end }: { start: number; end: number }) =>
          codePoints.slice(start, end).join('');
        for (const hashtag of hashtags) expect(slice(hashtag)).toMatch(new RegExp(`^[#＃]${hashtag.text}$`));
        for (const mention of mentions)
          expect(slice(mention)).toMatch(new RegExp(`^[@＠]${mention.username}$`));
        for (const url of urls) expect(slice(url)).toBe(url.url);
        const byStart = [...hashtags, ...mentions, ...urls].sort((a, b) => a.start - b.start);
        for (const [index, { end }] of byStart.slice(0, -1).entries()) {
          expect(byStart[index + 1]?.start).toBeGreaterThanOrEqual(end);
        }
      }),
    );
  });

  test('has a length that its NFC form shares and that is not negative', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(weightedLength(text)).toBeGreaterThanOrEqual(0);
        expect(weightedLength(text.normalize('NFC'))).toBe(weightedLength(text));
      }),
    );
  });

  test.each([
    ['hosts in CJK', '日.'],
    ['hosts in ASCII', 'a.'],
    ['hyphens', '-n'],
    ['top-level domains', 'co.c.m-'],
    ['combining marks', '\u0301'],
    ['lone surrogates', '\uDC00.'],
    ['parentheses', '(a)'],
    ['mentions', '@a'],
    ['hashtags', '#1'],
  ])('of the longest size takes well under a second of the processor: %s', (_name, part) => {
    const text = `http://a.com/${part.repeat(maxTextUnits)}`.slice(0, maxTextUnits - 6).concat(' b.com');
    const before = process.cpuUsage();
    extractEntities(text);
    weightedLength(text);
    expect(process.cpuUsage(before).user).toBeLessThan(500_000);
  });

  test('never overflows the punycode of a long host', () => {
    expect(() => extractEntities(`http://${'a'.repeat(3900)}\u{10FFFF}.com`)).not.toThrow();
  });
});
