import { eld } from 'eld/small';
import { expect, test } from 'vitest';
import { detectLanguage, languages, toldLanguages } from './language.ts';
import { toLanguage } from './language-names.ts';

test('the languages are those of the detector', () => {
  expect(toldLanguages.toSorted()).toEqual(Object.values(eld.info().Languages).sort());
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

test.each([
  ['id', 'Saya sedang menunggu teman-teman di depan stasiun kereta api'],
  ['yi', 'איך האב נישט געוואוסט אז ער איז דער לערער פון מיין ברודער'],
  ['ga', 'Tá an aimsir go maith inniu agus beidh muid ag dul ag siúl'],
  ['en', 'Éire and Ireland is one and the same'],
  ['hi', 'मुझे नहीं पता कि वह कहाँ है'],
  ['mr', 'मला माहीत नाही तो कुठे आहे'],
  ['ne', 'मलाई थाहा छैन ऊ कहाँ छ'],
  ['he', 'אני לא יודע איפה הספר שלי ומתי הרכבת מגיעה לתחנה'],
])('what the detector takes for another language is told: %s', async (language, text) => {
  expect(await detectLanguage(text, [])).toBe(language);
});

test.each([
  ['ko', '오늘은 날씨가 정말 좋아서 산책을 했어요'],
  ['vi', 'Hôm nay trời đẹp quá nên tôi đi dạo'],
  ['cs', 'Dnes je krásné počasí, půjdeme na procházku'],
])('a language is told however its letters are composed: %s', async (language, text) => {
  for (const form of ['NFC', 'NFD']) expect(await detectLanguage(text.normalize(form), [])).toBe(language);
});

test.each<[language: string | undefined, names: string[]]>([
  ['id', ['id', 'ID', 'in', 'ms', 'indonesian', 'Indonesia', 'malay']],
  ['de', ['de', 'german', 'Deutsch', 'de-AT', 'deu']],
  ['no', ['no', 'nb', 'nn', 'norwegian']],
  ['pt', ['pt', 'pt_BR', 'português']],
  ['he', ['he', 'iw', 'hebrew']],
  ['und', ['und']],
  [undefined, ['klingon', 'xx', '', 'e', 'constructor', 'zz-zz-zz', '漢']],
])('%s is what people call %j', (language, names) => {
  expect(names.map(toLanguage)).toEqual(names.map(() => language));
});

test('every language has a name by which it is found', () => {
  for (const language of languages) {
    const name = new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? '';
    expect([name, toLanguage(name)]).toEqual([name, language]);
  }
});
