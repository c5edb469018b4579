import type { QuotedTweet, UserSummary } from '@dunlin/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useSyncExternalStore } from 'react';
import { type Entity, keyOf, type Live } from '../store/entity.ts';
import { storeOf } from '../store/store-of.ts';

/**
 * A tweet of a list, or one within another, as it is now: with what was changed elsewhere, and with what is being changed.
 * With `select` the component is rendered again only when that part of the tweet changes.
 * @example
 * const tweet = useTweet(item.retweetOf ?? item);
 * const likes = useTweet(item, ({ counts }) => counts.likes);
 */
export const useTweet: UseEntity<QuotedTweet> = useEntity;

/**
 * A user of a list, or the author of a tweet, as they are now. With `select` the component is rendered again only when that part changes.
 * @example const { displayName, avatarUrl } = useUser(tweet.author);
 */
export const useUser: UseEntity<UserSummary> = useEntity;

export interface UseEntity<Kind extends Entity> {
  <Given extends Kind>(given: Given): Live<Given>;
  /** @param select gives a part of it, or something that is equal by `Object.is` as long as that part is the same */
  <Given extends Kind, Part>(given: Given, select: (entity: Live<Given>) => Part): Part;
}

function useEntity<Given extends Entity, Part>(
  given: Given,
  select?: (entity: Live<Given>) => Part,
): Part | Live<Given> {
  const store = storeOf(useQueryClient());
  const key = keyOf(given);
  // By the key: another object of the same tweet or user is told of the same changes.
  const subscribe = useCallback((listener: () => void) => store.subscribe(given, listener), [store, key]);
  const read = () => {
    // `as`: a row that is about to leave its list, since what it shows was deleted, shows it as it was given.
    const entity = asListed(given, store.find(given) ?? (given as unknown as Live<Given>));
    return select ? select(entity) : entity;
  };
  return useSyncExternalStore(subscribe, read, read);
}

/** What a list leaves out of a tweet, as the quoted tweet of who is muted, is not in its row either, though other lists have it. */
function asListed<Given extends Entity>(given: Given, entity: Live<Given>): Live<Given> {
  if (!('quoted' in given && given.quoted === null) || !('quoted' in entity) || !entity.quoted) return entity;
  const known = unquoted.get(entity) ?? { ...entity, quoted: null };
  unquoted.set(entity, known);
  return known as Live<Given>; // `as`: it is the same but for what it quotes
}

/** One object for each, as components are rendered again for another. */
const unquoted = new WeakMap<object, object>();
