export { createPostgresSearch } from './postgres.ts';
export type {
  HashtagHit,
  NameSearch,
  Search,
  TextRange,
  TweetDocument,
  TweetHit,
  TweetSearch,
  TweetTerm,
  UserDocument,
} from './search.ts';
export { hasWords } from './words.ts';
