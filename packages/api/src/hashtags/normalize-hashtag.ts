const maxCodePoints = 100;

/** What makes two hashtags one: NFKC, lower case, without its sign, at most 100 code points. Normalising twice changes nothing. */
export function normalizeHashtag(text: string): string {
  // Lower case may come apart (İ), so that it has to be composed again.
  const normalized = text
    .replace(/^[#＃]/, '')
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFKC');
  return normalized.length <= maxCodePoints ? normalized : [...normalized].slice(0, maxCodePoints).join('');
}
