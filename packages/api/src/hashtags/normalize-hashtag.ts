import { fold } from '@dunlin/backends/search';

/** What makes two hashtags one: as words are compared, without its sign, at most 100 code points. Normalising twice changes nothing. */
export function normalizeHashtag(text: string): string {
  // The two waves of Japanese are one key on many keyboards.
  return fold(text.replace(/^[#＃]/, '').replaceAll('〜', '～'));
}
