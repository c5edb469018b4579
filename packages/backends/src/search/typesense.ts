import { LRUCache } from 'lru-cache';
import type { SearchReplica } from './replica.ts';
import type { Search } from './search.ts';
import type { LoadStems } from './stems.ts';
import { checkServer } from './typesense/check-server.ts';
import { createCollections, hasCollections, publishCollections } from './typesense/collections.ts';
import { compareTweets, compareUsers } from './typesense/compare.ts';
import type { NotedHashtag, TypesenseContext } from './typesense/context.ts';
import { TypesenseError } from './typesense/error.ts';
import { indexTweets, removeTweets, setAuthorListed } from './typesense/index-tweets.ts';
import { createNodes, isOfNode, type NodesOptions } from './typesense/nodes.ts';
import { collectionOf, createGeneration, isOfThisSchema } from './typesense/schema.ts';
import { searchHashtags } from './typesense/search-hashtags.ts';
import { searchTweets } from './typesense/search-tweets.ts';
import { indexUsers, removeUsers, searchUsers } from './typesense/users.ts';
import { createWordTokens } from './typesense/word-tokens.ts';

export { TypesenseError, type TypesenseFault } from './typesense/error.ts';

/** How long a hashtag is known, as tweets may also go, and others write. */
const notedMs = 600_000;

export interface TypesenseSearchOptions extends NodesOptions {
  /** The same as of the other engines: `createStems`. */
  loadStems: LoadStems;
  /** Whether it is opened also while it cannot be reached: it answers when it can be again. */
  mayBeDown?: boolean;
}

/**
 * Search in a Typesense server or cluster.
 * @throws TypesenseError when it cannot be reached, refuses the key or is too old.
 */
export async function openTypesenseSearch({
  loadStems,
  mayBeDown = false,
  ...options
}: TypesenseSearchOptions): Promise<SearchReplica> {
  const nodes = createNodes(options);
  const { send } = nodes;
  await checkServer(send).catch((error: unknown) => {
    if (!mayBeDown || !isOfNode(error)) throw error;
  });
  const loadWordTokens = createWordTokens(loadStems);
  const generations = new LRUCache<string, Search>({ max: 4 });
  return {
    engine: 'typesense',
    of(generation) {
      const search = generations.get(generation) ?? createSearch(toContext(generation));
      generations.set(generation, search);
      return search;
    },
    async create(installation) {
      const generation = createGeneration(installation);
      await createCollections(nodes, generation);
      return generation;
    },
    has(generation) {
      if (isOfThisSchema(generation)) return hasCollections(send, generation);
      const message = 'The search index in Typesense was built by another version of this server';
      throw new TypesenseError('incompatible', message);
    },
    keepOnly: (generation) => publishCollections(send, generation),
  };

  function toContext(generation: string): TypesenseContext {
    const [tweets, users] = [collectionOf('tweets', generation), collectionOf('users', generation)];
    const collections = { tweets, users, hashtags: collectionOf('hashtags', generation) };
    const noted = new LRUCache<string, NotedHashtag>({ max: 50_000, ttl: notedMs });
    return { send, loadStems, loadWordTokens, collections, noted };
  }
}

function createSearch(context: TypesenseContext): Search {
  const telling = ({ onPart }: { onPart?: (() => void) | undefined }): TypesenseContext => ({
    ...context,
    async send(request) {
      const text = await context.send(request);
      onPart?.();
      return text;
    },
  });
  return {
    indexTweets: (tweets) => indexTweets(context, tweets),
    removeTweets: (ids) => removeTweets(context, ids),
    setAuthorListed: (author, listed, after) =>
      setAuthorListed(context, { author: author.toLowerCase(), listed, after }),
    indexUsers: (users) => indexUsers(context, users),
    removeUsers: (ids) => removeUsers(context, ids),
    searchTweets: (search) => searchTweets(telling(search), search),
    searchUsers: (search) => searchUsers(telling(search), search),
    searchHashtags: (search) => searchHashtags(telling(search), search),
    compareTweets: (range, expected) => compareTweets(context, range, expected),
    compareUsers: (range, expected) => compareUsers(context, range, expected),
  };
}
