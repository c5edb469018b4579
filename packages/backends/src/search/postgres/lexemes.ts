import type { Sequence } from '../highlights.ts';
import type { Spelling, Stem } from '../stems.ts';

/** A word as it stands, which phrases match. No word begins with the sign, so none is taken for a stem. */
export function toExactLexeme(word: string): string {
  return `=${word}`;
}

/** The text of a tsvector: each word at its place, as it stands and by its stems. */
export function toVector(words: readonly Spelling[], language: string, stem: Stem): string {
  return words
    .slice(0, maxPosition)
    .map((word, index) =>
      [toExactLexeme(word.word), ...stem(language, word)]
        .map((lexeme) => `${quote(lexeme)}:${index + 1}`)
        .join(' '),
    )
    .join(' ');
}

/** The text of a tsquery. */
export function toSequenceQuery(sequence: Sequence): string {
  return `(${sequence.map((lexemes) => `(${lexemes.map(quote).join(' | ')})`).join(' <-> ')})`;
}

/** What a tsvector can tell apart. */
const maxPosition = 16_383;

/** Words have neither quotes nor backslashes; this holds whatever becomes of that. */
function quote(lexeme: string): string {
  return `'${lexeme.replace(/['\\]/g, '\\$&')}'`;
}
