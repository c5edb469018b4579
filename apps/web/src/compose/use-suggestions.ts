import { useClient } from '@dunlin/react';
import { listOptions } from '@dunlin/react/options';
import type { HashtagSearchResult, User } from '@dunlin/sdk';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useSettled } from '../ui/use-settled.ts';
import type { WrittenWord } from './word-at.ts';

export type Suggestion =
  | { key: string; whole: string; user: User }
  | { key: string; whole: string; hashtag: HashtagSearchResult };

const limit = 6;

/** What a word may become, as the server finds it once one has stopped to type. */
export function useSuggestions(word: WrittenWord | undefined): readonly Suggestion[] {
  const { search } = useClient();
  const settled = useSettled(word ? `${word.sign}${word.name}` : '', 150);
  const q = settled.slice(1);
  const users = useInfiniteQuery({
    ...listOptions(search.users, { q, limit }),
    enabled: settled.startsWith('@'),
    placeholderData: keepPreviousData,
  });
  const hashtags = useInfiniteQuery({
    ...listOptions(search.hashtags, { q, limit }),
    enabled: settled.startsWith('#'),
    placeholderData: keepPreviousData,
  });
  if (!word) return [];
  const written = `${word.sign}${word.name}`;
  const { isPlaceholderData } = word.sign === '@' ? users : hashtags;
  const found = word.sign === '@' ? toUsers(users.data?.pages[0]) : toHashtags(hashtags.data?.pages[0]);
  // Of what was found for less, or something else, only what it may still become.
  if (settled === written && !isPlaceholderData) return found;
  return found.filter(({ whole }) => whole.toLowerCase().startsWith(written.toLowerCase()));
}

function toUsers(page: { items: readonly User[] } | undefined): Suggestion[] {
  return (page?.items ?? []).map((user) => ({ key: user.id, whole: `@${user.username}`, user }));
}

function toHashtags(page: { items: readonly HashtagSearchResult[] } | undefined): Suggestion[] {
  return (page?.items ?? []).map((hashtag) => ({ key: hashtag.name, whole: `#${hashtag.name}`, hashtag }));
}
