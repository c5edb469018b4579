import twitterText, { type EntityWithIndices } from 'twitter-text';
import { findUrls } from './urls.ts';

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
  return twitterText.parseTweet(withoutDots(plain.replace(emoji, countOnce))).weightedLength;
}

const urlStandIn = 'x'.repeat(23);
const emojiStandIn = '字';

// The library knows emoji up to Unicode 11. What is joined or boxed is looked at whole, as keyboards and clients leave selectors of
// colour out of it or add some; a sequence that is no emoji is left to the library, which counts its pieces.
const emoji =
  /\p{Emoji}[\p{EMod}\uFE0F]{0,3}(?:\u200D\p{Emoji}[\p{EMod}\uFE0F]{0,3})+|[0-9#*]\uFE0F?\u20E3|(?<!\u200D)\p{RGI_Emoji}\uFE0F?(?!\u200D)/gv;
const oneEmoji = /^\p{RGI_Emoji}$/v;
const shownAsText = /(?!\p{Emoji_Presentation})\p{Emoji}(?!\p{EMod})/gv;

function countOnce(sequence: string): string {
  const bare = sequence.replaceAll('\uFE0F', '');
  return oneEmoji.test(bare) || oneEmoji.test(bare.replace(shownAsText, '$&\uFE0F'))
    ? emojiStandIn
    : sequence;
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
