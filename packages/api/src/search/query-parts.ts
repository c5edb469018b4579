/** What a query is made of: pieces between spaces, and what stands between quotes; nothing is left over but spaces. */
export function* splitParts(query: string): Generator<QueryPart> {
  for (const match of query.matchAll(partPattern)) {
    const { minus, quoted, open, bare = '' } = match.groups ?? {};
    const negated = minus !== undefined;
    yield {
      at: match.index,
      negated,
      text: quoted ?? bare,
      isQuoted: quoted !== undefined,
      isOpen: open !== undefined,
    };
  }
}

// Phones put curly quotes for straight ones. An operator ends where a quote begins, so that from:"a b" is told as a fault.
const partPattern =
  /(?<minus>-(?=\S))?(?:["“”„](?<quoted>[^"“”„]*)["“”„]|(?<open>["“”„]).*|(?<bare>[^\s"“”„]+))/gsu;

/** Whether a search that can be read names an author, whose tweets come then though the viewer mutes them. */
export function asksForAuthor(query: string): boolean {
  // Browsers run this, too, and not all of them have methods of iterators.
  return [...splitParts(query)].some(
    ({ text, negated, isQuoted }) => !negated && !isQuoted && /^from:(?!\/\/)./isu.test(text),
  );
}

export interface QueryPart {
  /** In UTF-16 units. */
  at: number;
  negated: boolean;
  text: string;
  isQuoted: boolean;
  isOpen: boolean;
}
