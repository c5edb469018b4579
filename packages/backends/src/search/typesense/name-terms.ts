import { toName } from '../names.ts';
import { digest } from './tokens.ts';

/** The words of names in letters and digits of ASCII, as Typesense compares them: beginnings, and with typos. */
export function toTerms(names: readonly string[]): string {
  const terms = names.flatMap((name) => {
    const words = listTerms(toName(name));
    return [...words, words.join('')];
  });
  return [...new Set(terms)].join(' ');
}

export function listTerms(name: string): string[] {
  return name.match(/[a-z0-9]+/g) ?? [];
}

/** By which a name is found exactly: as it is spelt, and as it reads in ASCII. */
export function toKeys(spelt: string, name: string): string[] {
  return [digest(`spelt:${spelt}`), digest(`name:${name}`)];
}
