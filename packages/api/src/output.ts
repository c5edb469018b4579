import type { z } from 'zod';

let checking = false;

/** Turns the checking of answers against their output schemas on (tests) or off (production) for the process. */
export function checkOutputs(on: boolean): void {
  checking = on;
}

/**
 * An output schema that parses only while checkOutputs is on: it gives types, documentation and tests, and costs
 * production nothing (docs/decisions/0005-output-schemas.md).
 */
export function output<Schema extends z.ZodType>(schema: Schema): Schema {
  const lenient: Schema = Object.create(schema);
  return Object.assign(lenient, {
    parseAsync: (value: unknown) => (checking ? schema.parseAsync(value) : Promise.resolve(value)),
  });
}
