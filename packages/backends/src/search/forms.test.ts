import { expect, test } from 'vitest';
import { toOtherForms } from './forms.ts';

test.each([
  ['de', 'nachgefragt', 'nachfragen'],
  ['de', 'abzuholen', 'abholen'],
  ['el', 'παιδιά', 'παιδί'],
  ['fi', 'ihminen', 'ihmisen'],
  ['fi', 'kivun', 'kipun'],
  ['fr', 'racontent', 'raconter'],
  ['ga', 'hathair', 'athair'],
  ['hu', 'hallgatni', 'hallgat'],
  ['hy', 'կկատաղենք', 'կատաղ'],
  ['nl', 'gekookt', 'kook'],
  ['sv', 'albumet', 'album'],
  ['tr', 'biliyorsun', 'bil'],
  ['tr', 'izliyoruz', 'izle'],
])('%s: %s is also read as %s', (language, word, other) => {
  expect(toOtherForms(language, word)).toContain(other);
});

test('a word that has no such ending, and every word of another language, has no other form', () => {
  expect(toOtherForms('fr', 'table')).toEqual([]);
  expect(toOtherForms('ja', 'ihminen')).toEqual([]);
});

test('a word of a hundred letters that nothing ends takes no time', () => {
  const started = performance.now();
  for (const language of ['de', 'el', 'en', 'fi', 'fr', 'ga', 'hu', 'hy', 'nl', 'sv', 'tr'])
    for (const letter of ['a', 'e', 'd', 't', 'n']) toOtherForms(language, letter.repeat(100));
  expect(performance.now() - started).toBeLessThan(1_000);
});
