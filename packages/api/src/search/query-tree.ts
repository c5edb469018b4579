import type { QueryPart, TextPart } from './query-parts.ts';

/** What is joined by nothing holds together, and before what is joined by OR. */
export type QueryTree = TextPart | { kind: 'all'; of: QueryTree[] } | { kind: 'any'; of: QueryTree[] };

/** Takes any parts: a parenthesis that is never closed is closed at the end, one that closes nothing is passed over. */
export function toTree(parts: Iterable<QueryPart>): QueryTree {
  const rest = [...parts].reverse();
  const readAny = (depth: number): QueryTree => {
    const of = [readAll(depth)];
    while (rest.at(-1)?.kind === 'or') {
      const { at = 0 } = rest.pop() ?? {};
      const next = readAll(depth);
      // With nothing at one of its sides it is a word.
      if (isEmpty(next) || isEmpty(of.at(-1))) of.push(join(of.pop(), wordOr(at), next));
      else of.push(next);
    }
    return of.length === 1 && of[0] ? of[0] : { kind: 'any', of };
  };
  const readAll = (depth: number): QueryTree => {
    const of: QueryTree[] = [];
    for (let part = rest.at(-1); part && part.kind !== 'or'; part = rest.at(-1)) {
      if (part.kind === 'close' && depth > 0) break;
      rest.pop();
      if (part.kind === 'text') of.push(part);
      if (part.kind !== 'open') continue;
      const inner = readAny(depth + 1);
      if (rest.at(-1)?.kind === 'close') rest.pop();
      of.push(part.negated ? negate(inner) : inner);
    }
    return { kind: 'all', of };
  };
  return readAny(0);
}

function wordOr(at: number): TextPart {
  return { kind: 'text', at, negated: false, text: 'OR', isQuoted: false };
}

function isEmpty(tree: QueryTree | undefined): boolean {
  return tree === undefined || (tree.kind !== 'text' && tree.of.every(isEmpty));
}

function join(...trees: (QueryTree | undefined)[]): QueryTree {
  return { kind: 'all', of: trees.filter((tree) => tree !== undefined) };
}

function negate(tree: QueryTree): QueryTree {
  if (tree.kind === 'text') return { ...tree, negated: !tree.negated };
  return { kind: tree.kind === 'all' ? 'any' : 'all', of: tree.of.map(negate) };
}

/** Each way in which a tree can hold, as what holds in it. @returns undefined when there are more than so many. */
export function listWays(tree: QueryTree, most: number): TextPart[][] | undefined {
  if (tree.kind === 'text') return [[tree]];
  let ways: TextPart[][] = tree.kind === 'all' ? [[]] : [];
  for (const one of tree.of) {
    const own = listWays(one, most);
    if (!own) return;
    ways =
      tree.kind === 'any' ? [...ways, ...own] : ways.flatMap((way) => own.map((more) => [...way, ...more]));
    if (ways.length > most) return;
  }
  return ways;
}
