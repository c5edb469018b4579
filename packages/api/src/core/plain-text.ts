import { z } from 'zod';

// NUL and the other control characters but tab, line feed and carriage return; byte order marks and noncharacters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/;
const bidiControls = /[\u202a-\u202e\u2066-\u2069]/;
const bidiOverrides = /[\u202d\u202e]/;
const lineBreaks = /[\r\n\t\u2028\u2029]/;
// The blanks of Braille, of musical notation and of hieroglyphs are symbols to Unicode.
const visible = /[^\s\u2800\u{1d159}\u{13441}\u{13442}\p{Default_Ignorable_Code_Point}\p{Mark}\p{Other}]/u;
const characters = new Intl.Segmenter();
/** A kiss of two is one character of fifteen units; as many marks may stand on a letter. */
const maxUnitsPerCharacter = 16;

/** Text that Postgres can store and a terminal can show: well-formed Unicode without control characters. */
export function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength, { abort: true })
    .refine(isWellFormed, 'must be well-formed Unicode')
    .refine(hasNoControls, 'must not contain control characters')
    .refine((text) => !bidiOverrides.test(text), { error: 'must not turn around what is read', abort: true });
}

/** Plain text of so many characters as people count them, of which one may be made of many. */
export function plainCharacters(max: number) {
  return plainText(max * maxUnitsPerCharacter).refine(
    (text) => text.length <= max || [...characters.segment(text)].length <= max,
    `must have at most ${max} characters`,
  );
}

/** One line of so many characters that cannot reorder what stands around it. */
export function lineOfText(max: number) {
  return plainCharacters(max).refine(isOneLine, 'must be one line');
}

/** Without what keyboards and clipboards put around what they complete: spaces, tabs, line ends. */
export function trimSpaces(text: string): string {
  return text.trim();
}

/** A username as texts mention it is that username. */
export function bareUsername(text: string): string {
  return trimSpaces(text).replace(/^@/, '');
}

/** What may be empty, but not look so. */
export function isEmptyOrVisible(text: string): boolean {
  return text === '' || !isBlank(text);
}

export const mustNotBeBlank = 'must not be blank';

/** Whether there is nothing to see in a text: spaces, joiners, fillers, or marks without a letter. */
export function isBlank(text: string): boolean {
  return !visible.test(text);
}

/** As zod has it, and with the ending of a host in another script, as browsers send it. */
const hostname =
  /^(?=.{1,253}$)(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?:[a-z]{2,63}|xn--[a-z\d-]{0,58}[a-z\d])$/;

/** A web address, http or https only. */
export const WebUrl = z
  .url({ protocol: /^https?$/, hostname })
  .max(500, { abort: true })
  // The parser of URLs escapes these, but what is stored is what was sent.
  .refine(
    (url) => isWellFormed(url) && hasNoControls(url) && isOneLine(url),
    'must be one line of plain text',
  )
  // Readers take the name before the @ for that of the host.
  .refine(namesNobody, 'must not hold a user name')
  .overwrite((url) => URL.parse(url)?.href ?? url)
  // Escaped it is longer.
  .max(500);

function namesNobody(url: string): boolean {
  const { username, password } = URL.parse(url) ?? {};
  return !username && !password;
}

function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}

function hasNoControls(text: string): boolean {
  return !forbidden.test(text);
}

function isOneLine(text: string): boolean {
  return !lineBreaks.test(text) && !bidiControls.test(text);
}
