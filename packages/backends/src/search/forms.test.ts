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

test('what is longer than any word with endings is left as it is', () => {
  expect(toOtherForms('nl', 'fiets'.repeat(7).concat('je'))).toHaveLength(1);
  expect(toOtherForms('nl', 'fiets'.repeat(8).concat('je'))).toEqual([]);
});
