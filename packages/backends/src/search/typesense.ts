import { LRUCache } from 'lru-cache';
import type { Search } from './search.ts';
import type { LoadStems } from './stems.ts';
import type { TypesenseContext } from './typesense/context.ts';
import { indexTweets, removeTweets, setAuthorListed } from './typesense/index-tweets.ts';
import { createNodes, type NodesOptions } from './typesense/nodes.ts';
import { openCollections } from './typesense/open-collections.ts';
import { searchHashtags } from './typesense/search-hashtags.ts';
import { searchTweets } from './typesense/search-tweets.ts';
import { listLiveTargets } from './typesense/targets.ts';
import { indexUsers, removeUsers, searchUsers } from './typesense/users.ts';

export { TypesenseError, type TypesenseFault } from './typesense/error.ts';

export interface TypesenseSearchOptions extends NodesOptions {
  /** The same as of the other engines: `createStems`. */
  loadStems: LoadStems;
}

/**
 * Search in a Typesense server or cluster. Makes the collections that are not there, empty.
 * @throws TypesenseError when the server cannot be reached, refuses the key, or it or what it holds is of another version.
 */
export async function openTypesenseSearch({ loadStems, ...nodes }: TypesenseSearchOptions): Promise<Search> {
  const send = createNodes(nodes);
  await openCollections(send);
  return createSearch({
    send,
    loadStems,
    listTargets: (kind) => listLiveTargets(send, kind),
    noted: new LRUCache({ max: 50_000 }),
  });
}

function createSearch(context: TypesenseContext): Search {
  return {
    indexTweets: (tweets) => indexTweets(context, tweets),
    removeTweets: (ids) => removeTweets(context, ids),
    setAuthorListed: (author, listed, after) =>
      setAuthorListed(context, { author: author.toLowerCase(), listed, after }),
    indexUsers: (users) => indexUsers(context, users),
    removeUsers: (ids) => removeUsers(context, ids),
    searchTweets: (search) => searchTweets(context, search),
    searchUsers: (search) => searchUsers(context, search),
    searchHashtags: (search) => searchHashtags(context, search),
  };
}
