import { firstIdAt } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import type { TweetTerm } from '../search.ts';

/** The condition on search_tweets that a term other than a word or phrase stands for. */
export function toFilter(term: TweetTerm): RawBuilder<boolean> | undefined {
  const filter = toPositiveFilter(term);
  return filter && (term.negated ? sql<boolean>`${filter} is not true` : filter);
}

function toPositiveFilter(term: TweetTerm): RawBuilder<boolean> | undefined {
  switch (term.kind) {
    case 'word':
    case 'phrase':
      return;
    case 'hashtag':
      return sql`hashtags @> array[${term.name.toLowerCase()}]::text[]`;
    case 'mention':
      return sql`mentions @> array[${term.username.toLowerCase()}]::text[]`;
    case 'from':
      return sql`author = ${term.username.toLowerCase()}`;
    case 'to':
      return sql`reply_to = ${term.username.toLowerCase()}`;
    case 'since':
      return sql`(created_at >= ${term.at} and tweet_id >= ${firstIdAt(new Date(term.at.getTime() - clockStepMs))})`;
    case 'until':
      return sql`(created_at < ${term.at} and tweet_id < ${firstIdAt(new Date(term.at.getTime() + longestWriteMs))})`;
    case 'has':
      return term.what === 'media' ? sql`has_media` : sql`has_links`;
    case 'lang':
      return sql`language = ${term.language}`;
    case 'min_likes':
      return sql`(likes_magnitude >= ${magnitude(term.likes)} and likes >= ${term.likes})`;
  }
}

/** As the column likes_magnitude is made. */
function magnitude(likes: number): number {
  return Math.floor(Math.log10(Math.max(likes, 1)));
}

// By the order of ids, in which tweets are read, those of another time are passed over unread. A tweet's time is when its transaction
// began, and its id is drawn later in it, unless the clock was set back meanwhile.
const longestWriteMs = 3_600_000;
const clockStepMs = 1_000;
