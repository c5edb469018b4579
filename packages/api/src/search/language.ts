/** The languages that a tweet can be found to be in, by ISO 639-1. */
export const languages: ReadonlySet<string> = new Set(
  (
    'am ar az be bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu hy is it ja ka kn ko ku lo lt lv ml mr ms nl no or ' +
    'pa pl pt ro ru sk sl sq sr sv ta te th tl tr uk ur vi yo zh'
  ).split(' '),
);

/** The language of a tweet, or `und`. @param spans what is no language in it: hashtags, mentions and URLs, in code points. */
export async function detectLanguage(
  text: string,
  spans: readonly { start: number; end: number }[],
): Promise<string> {
  // 60 MB of n-grams, which a process that indexes nothing does without.
  const { eld } = await import('eld/small');
  const characters = [...text];
  for (const { start, end } of spans) characters.fill(' ', start, end);
  return eld.detect(characters.join('')).language || 'und';
}
