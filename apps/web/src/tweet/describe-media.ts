import type { Media } from '@dunlin/sdk';
import type { Words } from '../words/words.tsx';

/** What there is to see, in words. */
export function describeMedia({ kind, altText }: Media, words: Words): string {
  const name = kind === 'image' ? words.tweet.picture : words.tweet.video;
  return altText ? `${name}: ${altText}` : name;
}
