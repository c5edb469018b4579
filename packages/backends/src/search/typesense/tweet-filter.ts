import type { TweetSearch, TweetTerm } from '../search.ts';
import { toFact } from './tokens.ts';

/** The condition that a term other than a word or phrase stands for. */
export function toFilter(term: TweetTerm): string[] {
  const fact = (hash: string) => [`facts:${term.negated ? '!=' : '='}${hash}`];
  switch (term.kind) {
    case 'word':
    case 'phrase':
      return [];
    case 'hashtag':
      return fact(toFact('hashtag', term.name.toLowerCase()));
    case 'mention':
    case 'from':
    case 'to':
      return fact(toFact(term.kind, term.username.toLowerCase()));
    case 'has':
      return fact(toFact('has', term.what));
    case 'lang':
      return fact(toFact('lang', term.language));
    // A number has no `!=`.
    case 'since':
      return [`at:${term.negated ? '<' : '>='}${term.at.getTime()}`];
    case 'until':
      return [`at:${term.negated ? '>=' : '<'}${term.at.getTime()}`];
    case 'min_likes':
      return [`likes:${term.negated ? '<' : '>='}${Math.trunc(term.likes)}`];
  }
}

/** That a tweet is listed, or by one of those who are seen all the same. */
export function toListedFilter({ alsoBy }: Pick<TweetSearch, 'alsoBy'>): string {
  return anyFact([toFact('listed'), ...alsoBy.map((username) => toFact('from', username))]);
}

export function anyFact(facts: readonly string[]): string {
  return `facts:=[${facts.join()}]`;
}

export function noFact(facts: readonly string[]): string {
  return `facts:!=[${facts.join()}]`;
}
