import { expect, test } from 'vitest';
import { completeWord, wordAt } from '../src/compose/word-at.ts';

test.for([
  ['@ad', '@', 'ad', 0],
  ['Hello (@ada_', '@', 'ada_', 7],
  ['漢字 ＠ada', '@', 'ada', 3],
  ['a #日本', '#', '日本', 2],
  ['👩‍🚀 #wader', '#', 'wader', 6],
] as const)('in %s one is being written', ([text, sign, name, start]) => {
  expect(wordAt(text, text.length)).toEqual({ sign, name, start });
});

test.for(['', '@', '#', 'ada@example', 'https://x.example/@ada', '@ada ', `@${'a'.repeat(21)}`, 'a&#39'])(
  'in "%s" none is',
  (text) => {
    expect(wordAt(text, text.length)).toBeUndefined();
  },
);

test.for([
  ['Hi @ad', 6, '@ada', 'Hi @ada |'],
  ['Hi @adx, you', 6, '@ada', 'Hi @ada |, you'],
  ['#wa now', 3, '#wader', '#wader |now'],
] as const)('%s is completed', ([text, at, whole, wanted]) => {
  const word = wordAt(text, at);
  if (!word) throw new Error('There is a word.');
  const { text: completed, caret } = completeWord(text, word, whole);
  expect(`${completed.slice(0, caret)}|${completed.slice(caret)}`).toBe(wanted);
});
