import { useSession } from '@dunlin/react';
import { useState } from 'react';
import { keep, readKept } from '../../ui/kept.ts';

const maxSearches = 8;

/** What the viewer has searched for on this device, latest first. */
export function useRecentSearches(): RecentSearches {
  const key = `dunlin-searches-${useSession()?.userId}`;
  const [searches, setSearches] = useState(() => read(key));
  const set = (next: readonly string[]) => {
    keep(key, JSON.stringify(next));
    setSearches(next);
  };
  return {
    searches,
    remember: (q) => set([q, ...read(key).filter((other) => other !== q)].slice(0, maxSearches)),
    forget: (q) => set(read(key).filter((other) => other !== q)),
    forgetAll: () => set([]),
  };
}

/** None, if something else has written there. */
function read(key: string): readonly string[] {
  try {
    const kept: unknown = JSON.parse(readKept(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((q) => typeof q === 'string') : [];
  } catch {
    return [];
  }
}

interface RecentSearches {
  searches: readonly string[];
  remember: (q: string) => void;
  forget: (q: string) => void;
  forgetAll: () => void;
}
