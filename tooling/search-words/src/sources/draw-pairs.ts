import { join } from 'node:path';
import { inflectedLanguages } from '../languages.ts';
import type { Options } from '../options.ts';
import type { Sources } from './prepare-sources.ts';
import { run } from './run.ts';

/** Words of a language, drawn by a seed. */
export interface Sample {
  language: string;
  pairs: readonly (readonly [lemma: string, form: string])[];
  /** Words that are a lemma and no form of another: none of them is to be found for another. */
  lemmas: readonly string[];
}

/** The rule is at the head of the program. */
export async function drawPairs({ python }: Sources, { seed, pairs, languages }: Options): Promise<Sample[]> {
  const asked = inflectedLanguages.filter(({ code }) => languages.length === 0 || languages.includes(code));
  const program = join(import.meta.dirname, 'draw-pairs.py');
  // The program prints what Sample says.
  return JSON.parse(
    await run(python, [program], JSON.stringify({ seed, pairs, languages: asked })),
  ) as Sample[];
}
