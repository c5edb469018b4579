import type { TextRange } from './search.ts';

/** A word as it is compared, and where it stands. */
export interface Word extends TextRange {
  word: string;
}

/**
 * The words of a text: runs of letters and digits, and each emoji. Scripts written without spaces give a word for each
 * character, so that any part of such a text is a phrase. PostgreSQL's own parser would depend on the locale of the database.
 */
export function toWords(text: string): Word[] {
  const words: Word[] = [];
  let units = 0;
  let codePoints = 0;
  for (const { 0: found, index } of text.matchAll(wordPattern)) {
    const start = codePoints + countCodePoints(text.slice(units, index));
    codePoints = start + countCodePoints(found);
    units = index + found.length;
    words.push({ word: fold(found), start, end: codePoints });
  }
  return words;
}

/** Whether there is anything in a text to search for. */
export function hasWords(text: string): boolean {
  return new RegExp(wordPattern.source, 'v').test(text);
}

/** Whether a language may give a word another form: not to one character of many, nor to an emoji. */
export function hasForms(word: string): boolean {
  return formedPattern.test(word);
}

const unspaced =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}]';
const wordPattern = new RegExp(
  [
    '\\p{RGI_Emoji}|\\p{Extended_Pictographic}',
    `[[\\p{L}\\p{N}]&&${unspaced}]\\p{M}*`,
    `[[\\p{L}\\p{N}]--${unspaced}][[\\p{L}\\p{N}\\p{M}]--${unspaced}]*`,
  ].join('|'),
  'gv',
);

const formedPattern = new RegExp(`^[[\\p{L}\\p{N}]--${unspaced}]`, 'v');

/** Bounds a lexeme far below what PostgreSQL refuses. */
const maxWordLength = 100;

/** Accents are dropped where people leave them out in typing; in Cyrillic, for one, й is a letter of its own. */
function fold(word: string): string {
  // Nothing of what follows changes it, and it is by far the most of what is written.
  if (word.length <= maxWordLength && /^[\da-z]+$/i.test(word)) return word.toLowerCase();
  if (!/^[\p{L}\p{N}]/u.test(word)) return word.replaceAll('\ufe0f', '');
  const folded = word
    .toLowerCase()
    .normalize('NFKD')
    .replace(/([\p{Script=Latin}\p{Script=Greek}])[\u0300-\u036f]+/gu, '$1')
    // What stood in one character, such as ⑴, is taken apart too; of it the brackets go.
    .replace(/[^\p{L}\p{N}\p{M}]|\ufe0f/gu, '')
    .normalize('NFC');
  return folded.length > maxWordLength ? [...folded].slice(0, maxWordLength).join('') : folded;
}

function countCodePoints(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}
