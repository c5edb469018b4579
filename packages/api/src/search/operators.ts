import type { TweetTerm } from '@dunlin/backends/search';
import { languages } from './language.ts';
import { toLanguage } from './language-names.ts';

/** An operator of the search grammar. */
export interface Operator {
  /** What it takes, to be told to whoever gave something else. */
  takes: string;
  /** @returns undefined when the value is not what it takes. */
  read(value: string): Positive | undefined;
  negatable: boolean;
  /** Whether a tweet may fit several of them at once. */
  repeatable: boolean;
}

export const operators: Readonly<Record<OperatorName, Operator>> = {
  from: username('from'),
  to: username('to'),
  since: date('since'),
  until: date('until'),
  has: {
    takes: '`media` or `links`',
    read: (value) => (value === 'media' || value === 'links' ? { kind: 'has', what: value } : undefined),
    negatable: true,
    repeatable: true,
  },
  lang: {
    takes: `a language by its code or name, such as \`en\` or \`english\`: one of ${[...languages].join(', ')}, or \`und\``,
    read: (value) => {
      const language = toLanguage(value);
      return language === undefined ? undefined : { kind: 'lang', language };
    },
    negatable: true,
    repeatable: false,
  },
  min_likes: {
    takes: 'a number, such as `10`',
    read: (value) => (/^\d{1,9}$/.test(value) ? { kind: 'min_likes', likes: Number(value) } : undefined),
    negatable: false,
    repeatable: false,
  },
};

function username(kind: 'from' | 'to'): Operator {
  return {
    takes: 'a username, such as `ada_lovelace`',
    read: (value) => {
      const [, name] = /^@?([A-Za-z0-9_]{1,20})$/.exec(value) ?? [];
      return name === undefined ? undefined : { kind, username: name };
    },
    negatable: true,
    repeatable: false,
  };
}

function date(kind: 'since' | 'until'): Operator {
  return {
    takes: 'a day in UTC, such as `2026-01-31`',
    read: (value) => {
      const at = new Date(/^[1-9]\d{3}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : Number.NaN);
      // A day that is not in the calendar would be read as one of the next month.
      return Number.isNaN(at.getTime()) || !at.toISOString().startsWith(value) ? undefined : { kind, at };
    },
    negatable: false,
    repeatable: false,
  };
}

type OperatorName = 'from' | 'to' | 'since' | 'until' | 'has' | 'lang' | 'min_likes';

/** A term before it is known whether it is negated. */
export type Positive = TweetTerm extends infer Term
  ? Term extends TweetTerm
    ? Omit<Term, 'negated'>
    : never
  : never;
