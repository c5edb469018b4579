import type { UserSummary } from '@dunlin/sdk';
import { formatsOf } from '../ui/formats.ts';
import { useWords } from '../words/words.tsx';

/** Names of some of those who did something, and how many others did. */
export function useNames(users: readonly UserSummary[], count: number): string {
  const { language, tweet: words } = useWords();
  const names = formatsOf(language).list.format(users.map(({ displayName }) => displayName));
  const others = count - users.length;
  return others > 0 ? words.andOthers(names, others) : names;
}
