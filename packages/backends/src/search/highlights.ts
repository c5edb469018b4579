import type { TextRange } from './search.ts';
import { toWords } from './words.ts';

/** What is asked for to stand one after the other: of each place, the lexemes of which one is to stand there. */
export type Sequence = readonly (readonly string[])[];

/** The places of lexemes in a text, counted in words from 1, as a tsvector has them. */
export type Places = Readonly<Record<string, readonly number[]>>;

/** Where sequences stand in a text. */
export function toHighlights(
  text: string,
  { sequences, places }: { sequences: readonly Sequence[]; places: Places },
): TextRange[] {
  const words = toWords(text);
  const ranges = sequences.flatMap((sequence) =>
    findSequence(sequence, places).flatMap((place) => {
      const [start, end] = [words[place - 1], words[place - 2 + sequence.length]];
      return start && end ? [{ start: start.start, end: end.end }] : [];
    }),
  );
  return merge(ranges.toSorted((a, b) => a.start - b.start || a.end - b.end));
}

/** Where a sequence begins. */
export function findSequence([first = [], ...others]: Sequence, places: Places): number[] {
  const stands = (lexemes: readonly string[], place: number) =>
    lexemes.some((lexeme) => places[lexeme]?.includes(place));
  return first
    .flatMap((lexeme) => places[lexeme] ?? [])
    .filter((place) => others.every((lexemes, index) => stands(lexemes, place + index + 1)));
}

function merge(sorted: readonly TextRange[]): TextRange[] {
  const merged: TextRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last && range.start < last.end) last.end = Math.max(last.end, range.end);
    else merged.push({ ...range });
  }
  return merged;
}
