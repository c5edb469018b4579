export { toAlternatives } from './asked-words.ts';
export { fold } from './fold.ts';
export { createPostgresSearch } from './postgres.ts';
export type { SearchReplica } from './replica.ts';
export type {
  Differences,
  HashtagHit,
  IdRange,
  NameSearch,
  OwnSearch,
  OwnWriter,
  Search,
  SearchAnswer,
  SearchReader,
  SearchWriter,
  TextRange,
  TweetDocument,
  TweetHit,
  TweetLikes,
  TweetSearch,
  TweetTerm,
  UserDocument,
} from './search.ts';
export { createStems, type LoadStems } from './stems.ts';
export { createSearchWithReplica, type SearchCounts, SearchInterruptedError } from './with-replica.ts';
export { hasForms, hasWords, toWords } from './words.ts';
