import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeHashtag } from './normalize-hashtag.ts';

test.each([
  ['#DunlinDay', 'dunlinday'],
  ['＃ＤＵＮＬＩＮ', 'dunlin'],
  ['Cafe\u0301', 'cafe'],
  ['ﬁnch', 'finch'],
  ['ΔΈΛΤΑ', 'δελτα'],
  ['日本語', '日本語'],
])('%s is %s', (text, hashtag) => {
  expect(normalizeHashtag(text)).toBe(hashtag);
});

test('normalising twice changes nothing, and no hashtag is longer than 100 code points', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 0x10_ff_ff }), { maxLength: 120 }), (codePoints) => {
      const hashtag = normalizeHashtag(String.fromCodePoint(...codePoints));
      expect(normalizeHashtag(hashtag)).toBe(hashtag);
      expect([...hashtag].length).toBeLessThanOrEqual(100);
    }),
  );
});
