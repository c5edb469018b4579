import type { Content } from './rules/world.ts';

export const words = ['zebra', 'quartz'] as const;
export const hashtags = ['birds', 'bees'] as const;

/** How a content is written, for the product to read. */
export function toText({ word, hashtag, mention, number }: Content): string {
  return [word, hashtag && `#${hashtag}`, mention && `@${mention}`, number]
    .filter((part) => part !== null)
    .join(' ');
}

export function toContent(text: string): Content {
  const [word = '', ...rest] = text.split(' ');
  const find = (sign: string) => rest.find((part) => part.startsWith(sign))?.slice(1) ?? null;
  return { word, hashtag: find('#'), mention: find('@'), number: Number(rest.at(-1)) };
}
