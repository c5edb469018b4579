import { fold, toSpelled } from './fold.ts';
import type { TextRange } from './search.ts';

/** A word, and where it stands. */
export interface Word extends TextRange {
  /** As it is compared. */
  word: string;
  /** As it is written, but for its case. */
  spelled: string;
}

/**
 * The words of a text: runs of letters and digits, and each emoji. Scripts written without spaces, and Korean, whose endings are
 * written onto words, give a word for each character, so that any part of such a text is a phrase. PostgreSQL's own parser would
 * depend on the locale of the database.
 */
export function toWords(text: string): Word[] {
  const words: Word[] = [];
  let units = 0;
  let codePoints = 0;
  for (const { 0: found, index } of text.matchAll(wordPattern)) {
    const start = codePoints + countCodePoints(text.slice(units, index));
    codePoints = start + countCodePoints(found);
    units = index + found.length;
    words.push({ ...toForms(found), start, end: codePoints });
  }
  return words;
}

/** Whether there is anything in a text to search for. */
export function hasWords(text: string): boolean {
  return new RegExp(wordPattern.source, 'v').test(text);
}

/** Whether a language may give a word another form: not to one character of many, nor to an emoji or the name of a language for programs. */
export function hasForms(word: string): boolean {
  return formedPattern.test(word);
}

const { raw } = String;
/** Letters to Unicode, and written with one of several signs that are none. */
const apostrophes = raw`[\u02b9-\u02bf\u02c8\u02ca\u02cb\ua78b\ua78c]`;
const unspaced = raw`[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Hangul}]`;
const begin = raw`[[\p{L}\p{N}]--${unspaced}--${apostrophes}]`;
const within = raw`[[\p{L}\p{N}\p{M}]--${unspaced}--${apostrophes}]`;
/** What is not seen divides no word. */
const unseen = raw`\p{Default_Ignorable_Code_Point}`;
const wordPattern = new RegExp(
  [
    raw`\p{RGI_Emoji}|\p{Extended_Pictographic}`,
    // C++ and C#, but not the half of anything.
    raw`(?<![\p{L}\p{N}])[A-Za-z](?:\+\+(?![+\p{L}])|#(?![#\p{L}\p{N}]))`,
    // A syllable of Korean, in one character or by its letters.
    raw`[\uac00-\ud7a3][\u11a7-\u11ff]*|[\u1100-\u115f]+[\u1160-\u11a7]+[\u11a8-\u11ff]*`,
    raw`[[\p{L}\p{N}]&&${unspaced}][\p{M}\uff9e\uff9f]*`,
    `${begin}(?:${unseen}*${within})*`,
  ].join('|'),
  'gv',
);

const formedPattern = new RegExp(raw`^${begin}[^+#]*$`, 'v');

function toForms(found: string): Pick<Word, 'word' | 'spelled'> {
  if (/^[\da-z]+$/i.test(found)) {
    const word = fold(found);
    return { word, spelled: word };
  }
  // An emoji, or a name with a sign.
  if (!/^[\p{L}\p{N}]/u.test(found) || /^[a-z][+#]/i.test(found)) {
    const word = found.replaceAll('\ufe0f', '').toLowerCase();
    return { word, spelled: word };
  }
  return { word: fold(withoutSigns(found)), spelled: withoutSigns(toSpelled(found)) };
}

/** What stood in one character, such as ⑴, comes apart; of it the brackets go. */
function withoutSigns(word: string): string {
  return word.normalize('NFKC').replace(/[^\p{L}\p{N}\p{M}]/gu, '');
}

function countCodePoints(text: string): number {
  return text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}
