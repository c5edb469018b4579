/** A mention or hashtag that is being written, from its sign up to the caret. */
export interface WrittenWord {
  sign: '@' | '#';
  /** Without its sign. */
  name: string;
  start: number;
}

// Where twitter-text finds one, too: not within a word or an address.
const mention = /(?<![\p{L}\p{N}_@#&/])[@＠](\w{1,20})$/u;
const hashtag = /(?<![\p{L}\p{N}_@#&/])[#＃]([\p{L}\p{M}\p{N}_]{1,50})$/u;

export function wordAt(text: string, caret: number): WrittenWord | undefined {
  const before = text.slice(0, caret);
  const found = mention.exec(before) ?? hashtag.exec(before);
  const name = found?.[1];
  if (!found || name === undefined) return undefined;
  return { sign: /^[@＠]/.test(found[0]) ? '@' : '#', name, start: found.index };
}

/** The text with the whole word, of which the caret may be in the middle, replaced, and where the caret is then. */
export function completeWord(text: string, { start }: WrittenWord, whole: string) {
  const [rest = ''] = /^.[\p{L}\p{M}\p{N}_]*/u.exec(text.slice(start)) ?? [];
  const after = text.slice(start + rest.length);
  const written = `${text.slice(0, start)}${whole}`;
  const space = /^\s/.test(after) ? '' : ' ';
  return { text: `${written}${space}${after}`, caret: written.length + 1 };
}
