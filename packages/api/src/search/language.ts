/** The languages that the detector tells apart, by ISO 639-1. */
export const toldLanguages: readonly string[] = (
  'am ar az be bg bn ca cs da de el en es et eu fa fi fr gu he hi hr hu hy is it ja ka kn ko ku lo lt lv ml mr ms nl no or ' +
  'pa pl pt ro ru sk sl sq sr sv ta te th tl tr uk ur vi yo zh'
).split(' ');

/** Of a hundred posts in Indonesian, which it does not know, the detector calls 98 Malay. The two are read alike. */
const indonesian = 'id';

/** The languages that a tweet can be found to be in. */
export const languages: ReadonlySet<string> = new Set(
  [...toldLanguages, 'yi'].map((language) => (language === 'ms' ? indonesian : language)).sort(),
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
  // The detector knows characters that are composed, and no styled ones.
  const read = characters.join('').normalize('NFKC');
  const { language } = eld.detect(read);
  if (language === 'ms') return indonesian;
  if (language === 'he' && isYiddish(read)) return 'yi';
  return language || 'und';
}

/** To the detector it is Hebrew, which has neither these letters nor these words. */
function isYiddish(text: string): boolean {
  if (/[\u05f0-\u05f2]/u.test(text)) return true;
  const words = text.replaceAll(/[\u0591-\u05c7]/g, '').match(/\p{L}+/gu) ?? [];
  return words.filter((word) => yiddishWords.has(word)).length >= 2;
}

const yiddishWords = new Set(
  'און איז פון דער דאס מיט האט נישט ניט וואס אויף איך זיך ווי אויך האבן געווען מען זיי'.split(' '),
);
