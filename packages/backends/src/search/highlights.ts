import type { TextRange } from './search.ts';
import { toWords } from './words.ts';

/**
 * Where lexemes that are asked for one after the other stand so in a text.
 * @param places of lexemes, counted in words from 1, as a tsvector has them.
 */
export function toHighlights(
  text: string,
  { sequences, places }: { sequences: readonly string[][]; places: Readonly<Record<string, number[]>> },
): TextRange[] {
  const words = toWords(text);
  const ranges = sequences.flatMap(([first, ...others]): TextRange[] =>
    (places[first ?? ''] ?? [])
      .filter((place) => others.every((lexeme, index) => places[lexeme]?.includes(place + index + 1)))
      .flatMap((place) => {
        const [start, end] = [words[place - 1], words[place - 1 + others.length]];
        return start && end ? [{ start: start.start, end: end.end }] : [];
      }),
  );
  return merge(ranges.toSorted((a, b) => a.start - b.start || a.end - b.end));
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
