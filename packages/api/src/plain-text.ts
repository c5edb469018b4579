import { z } from 'zod';

// NUL and the other control characters but tab, line feed and carriage return; byte order marks and noncharacters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point.
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff\ufffe\uffff]/;
const bidiOverrides = /[\u202a-\u202e\u2066-\u2069]/;

/** Text that Postgres can store and a terminal can show: well-formed Unicode without control characters. */
export function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
    .refine((text) => !forbidden.test(text), 'must not contain control characters');
}

/** One line of plain text that cannot reorder what stands around it. */
export function lineOfText(maxLength: number) {
  return plainText(maxLength).refine(
    (text) => !/[\r\n\t]/.test(text) && !bidiOverrides.test(text),
    'must be one line',
  );
}

/** A web address, http or https only. */
export const WebUrl = z.url({ protocol: /^https?$/, hostname: z.regexes.domain }).max(500);
