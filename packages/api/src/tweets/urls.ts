import tlds from 'tlds' with { type: 'json' };
import twitterText, { type UrlWithIndices } from 'twitter-text';

// A run of characters that the library admits in a host. Its search for URLs takes time quadratic in the run's length
// and its punycode throws on long ones, while a host name in DNS ends at 253 characters.
const overlongHost = /[^\s!#$%&'()*+,/:;<=>?@[\\\]^{|}~]{254,}/g;

/** URLs by the rules of twitter-text, with the top-level domains of today; behind http:// or https:// with any. */
export function findUrls(text: string): UrlWithIndices[] {
  const searchable = text
    .replace(overlongHost, (run) => (isCheapPath(run) ? run : ' '.repeat(run.length)))
    .replace(host, standInForTld);
  return twitterText.extractUrlsWithIndices(searchable);
}

/** Whether the run may stand in the path of a URL, as a JWT does, and is fast to search: a host begins after [._-] only. */
function isCheapPath(run: string): boolean {
  return /^[\x21-\x7E]*$/.test(run) && run.split(/[._-]/).length <= 256;
}

/** Where a host may begin, up to its end. */
const host =
  /(?:(?<scheme>https?:\/\/)|(?<![\p{L}\p{N}.@_/-]))(?:[\p{L}\p{N}_-]+\.)+(?<tld>[a-z]{3,63})(?![\p{Script=Latin}\p{N}_@-])/giu;

/** A top-level domain that the library does not know yet is looked for as one of the same length that it does. */
function standInForTld(whole: string, ...rest: unknown[]): string {
  // `as`: the groups come last, when a pattern names any.
  const { scheme, tld = '' } = rest.at(-1) as Partial<Record<'scheme' | 'tld', string>>;
  const name = tld.toLowerCase();
  if (isKnown(name)) return whole;
  // Where the library finds the beginning of it, as before letters that no host has, that is what it is.
  const mayBeAny = scheme !== undefined && twitterText.extractUrls(whole).length === 0;
  if (!present.has(name) && !mayBeAny) return whole;
  return whole.slice(0, -tld.length) + (standInOf(tld.length) ?? tld);
}

const present = new Set(tlds);
const known = new Map<string, boolean>();
const standIns = new Map<number, string | undefined>();

/** Whether the library, whose list is of 2018, knows it. */
function isKnown(tld: string): boolean {
  const before = known.get(tld);
  if (before !== undefined || !present.has(tld)) return before ?? false;
  const isFound = twitterText.extractUrls(`example.${tld}`).length > 0;
  known.set(tld, isFound);
  return isFound;
}

function standInOf(length: number): string | undefined {
  if (!standIns.has(length))
    standIns.set(
      length,
      tlds.find((tld) => tld.length === length && /^[a-z]+$/.test(tld) && isKnown(tld)),
    );
  return standIns.get(length);
}
