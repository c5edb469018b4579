import type { z } from 'zod';

/**
 * An output schema that gives types and documentation, and lets every answer pass: parsing a page of tweets costs as
 * much as the rest of the request. Tests check every answer instead (docs/decisions/0007-output-schemas.md).
 */
export function output<Schema extends z.ZodType>(schema: Schema): Schema {
  const lenient: Schema = Object.create(schema);
  return Object.assign(lenient, { parse: (value: unknown) => value });
}

/** The schema that `output` was given, which is the one that documentation knows by its name. */
export function declaredSchema<Schema extends object>(lenient: Schema): Schema {
  return Object.getPrototypeOf(lenient);
}
