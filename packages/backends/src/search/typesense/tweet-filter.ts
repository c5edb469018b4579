import type { TweetSearch, TweetTerm } from '../search.ts';
import { isAtLeast, isBelow } from './numbers.ts';
import { toFact } from './tokens.ts';

/** What a tweet must meet, and which tokens it must not have: these cost what has them, where a filter costs what has not. */
export interface TweetCondition {
  filters: string[];
  excluded: string[];
}

/** The condition that terms other than words and phrases stand for. */
export function toCondition(terms: readonly TweetTerm[]): TweetCondition {
  return {
    filters: terms.flatMap(
      (term) => toNumberFilter(term) ?? (term.negated ? [] : toFacts(term).map(hasFact)),
    ),
    excluded: terms.flatMap((term) => (term.negated ? toFacts(term) : [])),
  };
}

function toFacts(term: TweetTerm): string[] {
  switch (term.kind) {
    case 'hashtag':
      return [toFact('hashtag', term.name.toLowerCase())];
    case 'mention':
    case 'from':
    case 'to':
      return [toFact(term.kind, term.username.toLowerCase())];
    case 'has':
      return [toFact('has', term.what)];
    case 'lang':
      return [toFact('lang', term.language)];
    default:
      return [];
  }
}

/** A number has no `!=`. */
function toNumberFilter(term: TweetTerm): string | undefined {
  switch (term.kind) {
    case 'since':
    case 'until': {
      const isSince = (term.kind === 'since') !== term.negated;
      return (isSince ? isAtLeast : isBelow)('at', BigInt(term.at.getTime()));
    }
    case 'min_likes':
      return `likes:${term.negated ? '<' : '>='}${Math.trunc(term.likes)}`;
    default:
      return;
  }
}

/** Of which a tweet that is seen meets one, and no tweet two: that it is listed, or not and by one of those who are seen all the same. */
export function toVisibleConditions({ alsoBy }: Pick<TweetSearch, 'alsoBy'>): TweetCondition[] {
  const unlisted = toFact('unlisted');
  const listed = { filters: [], excluded: [unlisted] };
  if (alsoBy.length === 0) return [listed];
  const authors = alsoBy.map((username) => toFact('from', username));
  return [listed, { filters: [hasFact(unlisted), anyFact(authors)], excluded: [] }];
}

export function hasFact(fact: string): string {
  return anyFact([fact]);
}

/** With `:=` it would look into each tweet once more, for other words beside a hash. */
export function anyFact(facts: readonly string[]): string {
  return `facts:[${facts.join()}]`;
}

/** The query for what has none of the tokens, by their own or after another query. */
export function toQuery(excluded: readonly string[], query = ''): string {
  return [query, ...excluded.map((token) => `-${token}`)].join(' ').trim() || '*';
}
