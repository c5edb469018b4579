import { z } from 'zod';

const maxId = '9223372036854775807';

/** A 64-bit id as a decimal string; ids sort by time of creation. */
export const Id = z
  .string()
  .regex(/^[1-9]\d{0,18}$/, 'must be a decimal id')
  .refine((id) => id.length < maxId.length || id <= maxId, 'must be a 64-bit id')
  .meta({ id: 'Id', description: 'A 64-bit id as a decimal string.', example: '381273481273481273' });

/** Compares two decimal ids: negative when a is older. */
export function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
