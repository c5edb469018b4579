import { tweetOf } from '../store/entity.ts';

/** What has no id of its own, such as a search result, goes by that of its tweet. */
export function idOf(item: unknown): string {
  if (typeof item === 'object' && item !== null && 'id' in item) return String(item.id);
  return tweetOf(item)?.id ?? '';
}

export function idsOf(items: readonly unknown[]): Set<string> {
  return new Set(items.map(idOf));
}
