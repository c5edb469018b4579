import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBlank, lineOfText, plainText, trimSpaces, WebUrl } from './plain-text.ts';

const isText = (text: string) => plainText(1000).safeParse(text).success;
const isLine = (text: string) => lineOfText(1000).safeParse(text).success;
const isUrl = (text: string) => WebUrl.safeParse(text).success;

describe('plainText', () => {
  test('keeps what it accepts as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
        const { data = text } = plainText(1000).safeParse(text);
        expect(data).toBe(text);
      }),
    );
  });

  test.each(['two\nlines\tand a tab', 'family 👨‍👩‍👧', 'שלום', 'می‌خواهم', 'e\u0301', '𠀡', ''])(
    'accepts %j',
    (text) => {
      expect(isText(text)).toBe(true);
    },
  );

  test.each([
    '\0',
    'a\u0000b',
    '\u0007',
    '\u001b[2J',
    '\u007f',
    '\u0085',
    '\u009b',
    '\ud800',
    'a\udc00',
    '\ufeff',
    '\uffff',
  ])('refuses %j', (text) => {
    expect(isText(text)).toBe(false);
    expect(isLine(text)).toBe(false);
  });

  test('counts code points', () => {
    expect(plainText(2).safeParse('🦆🦆').success).toBe(true);
    expect(plainText(2).safeParse('e\u0301\u0301').success).toBe(false);
  });
});

describe('lineOfText', () => {
  test.each(['a\nb', 'a\rb', 'a\tb', 'a\u2028b', 'a\u2029b'])('refuses the break in %j', (text) => {
    expect(isLine(text)).toBe(false);
  });

  test.each(['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'])(
    'refuses %j, which reorders what stands around it',
    (override) => {
      expect(isLine(`alice${override}ecila`)).toBe(false);
    },
  );
});

describe('isBlank', () => {
  test.each([
    '',
    ' ',
    '\n\t',
    '\u00a0',
    '\u200b',
    '\u200d\u200d',
    '\u2060',
    '\u3164',
    '\u115f',
    '\ufe0f',
    '\u0301\u0301',
    '\u2800',
    '\u{1d159}',
    '\u{13441}\u{13442}',
  ])('sees nothing in %j', (text) => {
    expect(isBlank(text)).toBe(true);
  });

  test.each(['a', '.', '🦆', '👨‍👩‍👧', '日本', '٣', '\u200da', '+'])('sees something in %j', (text) => {
    expect(isBlank(text)).toBe(false);
  });
});

describe('WebUrl', () => {
  test.each([
    ['https://example.org', 'https://example.org/'],
    ['http://example.org:8080/a?b=c#d', 'http://example.org:8080/a?b=c#d'],
    ['https://sub.example.co.uk/~ada', 'https://sub.example.co.uk/~ada'],
    ['https://bücher.example/ü', 'https://xn--bcher-kva.example/%C3%BC'],
    ['https://пример.рф', 'https://xn--e1afmkfd.xn--p1ai/'],
    ['https://example.xn--p1ai/', 'https://example.xn--p1ai/'],
  ])('accepts %s, and keeps it as browsers read it', (url, kept) => {
    expect(WebUrl.parse(url)).toBe(kept);
  });

  test.each([
    'javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java\nscript:alert(1)',
    ' javascript:alert(1)',
    'javascript://example.org/%0aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:msgbox(1)',
    'file:///etc/passwd',
    'ftp://example.org',
    '//example.org',
    'example.org',
    'http:example.org',
    'http://localhost',
    'http://127.0.0.1',
    'http://2130706433',
    'http://[::1]',
    'https://example.xn--',
    'https://-a.example',
    'https://example.org/\0',
    'https://example.org/\ud800',
    'https://example.org/\u202egpj.exe',
    'https://example.org/a\u2028b',
    `https://example.org/${'a'.repeat(500)}`,
    '',
  ])('refuses %j', (url) => {
    expect(isUrl(url)).toBe(false);
  });
});

test('spaces around a text are taken off, and many within it hold up nobody', () => {
  expect(trimSpaces('  a b  ')).toBe('a b');
  expect(trimSpaces('   ')).toBe('');
  expect(trimSpaces('\ta\u00a0\u3000\r\n')).toBe('a');
  const within = `a${' '.repeat(250_000)}b`;
  expect(trimSpaces(within)).toBe(within);
});
