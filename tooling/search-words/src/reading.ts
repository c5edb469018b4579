/** What a word is stored as in a post, and what it is looked for as. */
export interface Reading {
  stored: readonly string[];
  asked: readonly string[];
}

export type Readings = (language: string, word: string) => Reading;

/** Whether who asks for one word finds a post with the other. */
export function finds({ asked }: Reading, { stored }: Reading): boolean {
  return asked.some((word) => stored.includes(word));
}
