import type { LoadStems, Spelling } from '../stems.ts';
import { tagOf, toExactToken, toStemToken } from './tokens.ts';

/** What Typesense gets to see of a word of a tweet. */
export interface WordTokens {
  exact: string;
  stems: string[];
}

/** @returns for each of the texts, the tokens of each of its words. */
export type LoadWordTokens = (
  texts: readonly { language: string; words: readonly Spelling[] }[],
) => Promise<WordTokens[][]>;

/** Most words are of a few thousand. All are forgotten at once: to know which were used last takes longer than it saves. */
const maxRemembered = 100_000;

export function createWordTokens(loadStems: LoadStems): LoadWordTokens {
  const remembered = new Map<string, WordTokens>();
  return async (texts) => {
    const missing = new Map<string, { language: string; word: Spelling; tokens: WordTokens }>();
    const found = texts.map(({ language, words }) => {
      const tag = tagOf(language);
      return words.map((word) => {
        const key = `${tag} ${word.spelled}`;
        const known = remembered.get(key) ?? missing.get(key)?.tokens;
        if (known) return known;
        const tokens = { exact: toExactToken(word.word), stems: [] };
        missing.set(key, { language, word, tokens });
        return tokens;
      });
    });
    if (missing.size === 0) return found;
    const stem = await loadStems(missing.values());
    if (remembered.size + missing.size > maxRemembered) remembered.clear();
    for (const [key, { language, word, tokens }] of missing) {
      tokens.stems = stem(language, word).map((one) => toStemToken(language, one));
      remembered.set(key, tokens);
    }
    return found;
  };
}
