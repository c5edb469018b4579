import { parseArgs } from 'node:util';

export const usage = `npm run search-words -- [options]

Asks for words as people type them: other forms of a word, in capitals, without accents, decomposed, as a phrase. Needs Python 3 with venv;
Java 17 and Maven for the comparison with Lucene; all it downloads stays in node_modules/.cache/search-words. Exits with 1 when a goal does not hold.

  --language L   only this one; may be given more than once
  --pairs N      pairs of a lemma and a form for each language (default 800)
  --seed S       what the draw begins with (default dunlin)
  --pairs-only   no posts, which take a minute or two
  --keep         write the report into docs/search-words.md`;

export interface Options {
  languages: readonly string[];
  pairs: number;
  seed: string;
  pairsOnly: boolean;
  keep: boolean;
}

/** @throws TypeError that says what is wrong with the command line */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      language: { type: 'string', multiple: true, default: [] },
      pairs: { type: 'string', default: '800' },
      seed: { type: 'string', default: 'dunlin' },
      'pairs-only': { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const pairs = Number(values.pairs);
  if (!Number.isInteger(pairs) || pairs < 1) throw new TypeError('--pairs takes a whole number from 1 on');
  return {
    languages: values.language,
    pairs,
    seed: values.seed,
    pairsOnly: values['pairs-only'],
    keep: values.keep,
  };
}
