import twitterText, { type EntityWithIndices } from 'twitter-text';

/**
 * Longest text to accept, in UTF-16 units, whatever its weighted length.
 * It has room for 140 of the longest emoji or for long URLs, and keeps hostile input from holding the event loop.
 */
export const maxTextUnits = 4000;

export interface TextEntities {
  hashtags: { text: string; start: number; end: number }[];
  mentions: { username: string; start: number; end: number }[];
  urls: { url: string; start: number; end: number }[];
}

/**
 * Hashtags, mentions and URLs by the rules of twitter-text, in the order of the text and without overlaps.
 * Offsets count Unicode code points, `end` is exclusive and the sign of a hashtag or mention is inside.
 * A list (`@user/list`) is a mention of its user; cashtags are ignored.
 */
export function extractEntities(text: string): TextEntities {
  const found: EntityWithIndices[] = [
    ...findUrls(text),
    ...twitterText.extractEntitiesWithIndices(withoutDots(text)),
  ];
  twitterText.removeOverlappingEntities(found);

  const toCodePoint = createCodePointCounter(text);
  const entities: TextEntities = { hashtags: [], mentions: [], urls: [] };
  for (const entity of found) {
    const [first, last] = entity.indices;
    if ('url' in entity) {
      entities.urls.push({ url: text.slice(first, last), start: toCodePoint(first), end: toCodePoint(last) });
    } else if ('hashtag' in entity) {
      entities.hashtags.push({ text: entity.hashtag, start: toCodePoint(first), end: toCodePoint(last) });
    } else if ('screenName' in entity) {
      const username = entity.screenName;
      const end = first + 1 + username.length;
      entities.mentions.push({ username, start: toCodePoint(first), end: toCodePoint(end) });
    }
  }
  return entities;
}

/** Weighted length as X counts it: over the NFC form, CJK and emoji are 2, a URL is 23, most other characters 1. */
export function weightedLength(text: string): number {
  const normalized = text.normalize('NFC');
  let plain = '';
  let copied = 0;
  for (const { indices } of findUrls(normalized)) {
    plain += normalized.slice(copied, indices[0]) + urlStandIn;
    copied = indices[1];
  }
  plain += normalized.slice(copied);
  return twitterText.parseTweet(withoutDots(plain.replace(emoji, emojiStandIn))).weightedLength;
}

const urlStandIn = 'x'.repeat(23);
const emojiStandIn = '字';

// The library knows emoji up to Unicode 11. A piece of a longer sequence is left to it, as it also knows unqualified forms.
const emoji = /(?<!\u200D)\p{RGI_Emoji}(?!\u200D)/gv;

// A run of characters that the library admits in a host. Its search for URLs takes time quadratic in the run's length
// and its punycode throws on long ones, while a host name in DNS ends at 253 characters.
const overlongHost = /[^\s!#$%&'()*+,/:;<=>?@[\\\]^{|}~]{254,}/g;

function findUrls(text: string) {
  const searchable = text.replace(overlongHost, (run) => (isCheapPath(run) ? run : ' '.repeat(run.length)));
  return twitterText.extractUrlsWithIndices(searchable);
}

/** Whether the run may stand in the path of a URL, as a JWT does, and is fast to search: a host begins after [._-] only. */
function isCheapPath(run: string): boolean {
  return /^[\x21-\x7E]*$/.test(run) && run.split(/[._-]/).length <= 256;
}

/** Without a dot the library looks for no URLs; to its other rules and weights a plus is the same as a dot. */
function withoutDots(text: string): string {
  return text.replaceAll('.', '+');
}

/** Turns UTF-16 offsets, asked for in ascending order, into code point offsets. */
function createCodePointCounter(text: string): (unitOffset: number) => number {
  let units = 0;
  let codePoints = 0;
  return (unitOffset) => {
    codePoints += [...text.slice(units, unitOffset)].length;
    units = unitOffset;
    return codePoints;
  };
}
