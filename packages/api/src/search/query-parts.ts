/**
 * What a query is made of: pieces between spaces, what stands between quotes, and what joins them. Parentheses that have no other half
 * are signs of the text, as is a quotation mark that is never closed.
 */
export function* splitParts(query: string): Generator<QueryPart> {
  for (const match of query.matchAll(partPattern)) {
    const { minus, open, quoted, bare } = match.groups ?? {};
    const at = match.index;
    const negated = minus !== undefined;
    if (open !== undefined) yield { kind: 'open', at, negated };
    else if (quoted !== undefined) yield { kind: 'text', at, negated, text: quoted, isQuoted: true };
    else if (bare !== undefined) yield* splitBare(bare, { at, negated });
  }
}

// Phones put curly quotes for straight ones. An operator ends where a quote begins, so that from:"a b" is told as a fault; in Hebrew a
// straight one stands within a word.
const partPattern =
  /(?<minus>-(?=\S))?(?:(?<open>\()|["“”„](?<quoted>[^"“”„]*)["“”„]|["“”„]|(?<bare>(?:[^\s"“”„]|(?<=\p{Script=Hebrew})"(?=\p{Script=Hebrew}))+))/gsu;

/** What stands between spaces, and the parentheses that it closes beside its own, as in `(see wiki/A_(b))`. */
function* splitBare(bare: string, { at, negated }: { at: number; negated: boolean }): Generator<QueryPart> {
  const count = (sign: string) => bare.split(sign).length - 1;
  const [closing = ''] = /\)+$/.exec(bare) ?? [];
  const closes = Math.min(closing.length, Math.max(0, count(')') - count('(')));
  const text = bare.slice(0, bare.length - closes);
  if (text === 'OR' && !negated) yield { kind: 'or', at };
  else if (text !== '') yield { kind: 'text', at, negated, text, isQuoted: false };
  for (let index = 0; index < closes; index++) yield { kind: 'close', at: at + text.length + index };
}

/** Whether a search that can be read names an author, whose tweets come then though the viewer mutes them. */
export function asksForAuthor(query: string): boolean {
  // Browsers run this, too, and not all of them have methods of iterators.
  return [...splitParts(query)].some(
    (part) => part.kind === 'text' && !part.negated && !part.isQuoted && /^from:(?!\/\/)./isu.test(part.text),
  );
}

/** `at` is in UTF-16 units. */
export type QueryPart =
  | { kind: 'text'; at: number; negated: boolean; text: string; isQuoted: boolean }
  | { kind: 'open'; at: number; negated: boolean }
  | { kind: 'close' | 'or'; at: number };

export type TextPart = Extract<QueryPart, { kind: 'text' }>;
