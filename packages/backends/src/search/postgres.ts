import type { Database } from '@dunlin/db';
import { compareTweets, compareUsers } from './postgres/compare.ts';
import { indexTweets, readTweets, removeTweets, setAuthorListed, setLikes } from './postgres/index-tweets.ts';
import { indexUsers, removeUsers, searchHashtags, searchUsers } from './postgres/search-names.ts';
import { searchTweets } from './postgres/search-tweets.ts';
import type { OwnSearch, OwnWriter } from './search.ts';
import { createStems, type LoadStems } from './stems.ts';

/** Search in tables of the database itself, migrated. What it writes is found at once. */
export function createPostgresSearch(db: Database): OwnSearch {
  const loadStems = createStems(db);
  return {
    ...createWriter(db, loadStems),
    // It holds a connection, and is not to wait for another.
    within: (trx) => createWriter(trx, (words) => loadStems(words, { db: trx })),
    searchTweets: (search) => searchTweets({ db, loadStems }, search),
    searchUsers: (search) => searchUsers(db, search),
    searchHashtags: (search) => searchHashtags(db, search),
    compareTweets: (range, expected) => compareTweets({ db, loadStems }, range, expected),
    compareUsers: (range, expected) => compareUsers(db, range, expected),
  };
}

function createWriter(db: Database, loadStems: LoadStems): OwnWriter {
  return {
    indexTweets: (tweets) => indexTweets({ db, loadStems }, tweets),
    removeTweets: (ids) => removeTweets(db, ids),
    readTweets: (ids) => readTweets(db, ids),
    setLikes: (likes) => setLikes(db, likes),
    setAuthorListed: (author, listed, after) =>
      setAuthorListed(db, { author: author.toLowerCase(), listed, after }),
    indexUsers: (users) => indexUsers(db, users),
    removeUsers: (ids) => removeUsers(db, ids),
  };
}
