import { eld } from 'eld/small';
import { expect, test } from 'vitest';
import { detectLanguage, languages } from './language.ts';

test('the languages are those of the detector', () => {
  expect([...languages].sort()).toEqual(Object.values(eld.info().Languages).sort());
});

test.each([
  ['en', 'She was running late for the game again'],
  ['fr', 'Les chevaux courent dans les champs'],
  ['de', 'Die Häuser sind sehr schön'],
  ['ja', 'おはようございます'],
  ['und', '12345 🎉'],
])('the language of a text is told: %s', async (language, text) => {
  expect(await detectLanguage(text, [])).toBe(language);
});

test('hashtags, mentions and URLs tell no language', async () => {
  const text = '👩‍👩‍👧 #DerHundUndDieKatze les chats dorment encore';
  expect(await detectLanguage(text, [{ start: 6, end: 25 }])).toBe('fr');
});
