import { z } from 'zod';

// NUL and the other control characters but tab, line feed and carriage return; byte order marks and noncharacters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/;
const bidiOverrides = /[\u202a-\u202e\u2066-\u2069]/;
const lineBreaks = /[\r\n\t\u2028\u2029]/;
const visible = /[^\s\p{Default_Ignorable_Code_Point}\p{Mark}\p{Other}]/u;

/** Text that Postgres can store and a terminal can show: well-formed Unicode without control characters. */
export function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine(isWellFormed, 'must be well-formed Unicode')
    .refine(hasNoControls, 'must not contain control characters');
}

/** One line of plain text that cannot reorder what stands around it. */
export function lineOfText(maxLength: number) {
  return plainText(maxLength).refine(isOneLine, 'must be one line');
}

/** Whether there is nothing to see in a text: spaces, joiners, fillers, or marks without a letter. */
export function isBlank(text: string): boolean {
  return !visible.test(text);
}

/** A web address, http or https only. */
export const WebUrl = z
  .url({ protocol: /^https?$/, hostname: z.regexes.domain })
  .max(500)
  // The parser of URLs escapes these, but what is stored is what was sent.
  .refine(
    (url) => isWellFormed(url) && hasNoControls(url) && isOneLine(url),
    'must be one line of plain text',
  );

function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}

function hasNoControls(text: string): boolean {
  return !forbidden.test(text);
}

function isOneLine(text: string): boolean {
  return !lineBreaks.test(text) && !bidiOverrides.test(text);
}
