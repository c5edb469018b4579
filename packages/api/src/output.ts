import { z } from 'zod';

/** @throws Error when data does not fit the output schema of the procedure. */
export type CheckOutput = (path: string, data: unknown) => void;

/**
 * An output schema that gives types and documentation, and lets every answer pass: parsing a page of tweets costs as
 * much as the rest of the request. Tests check every answer instead (docs/decisions/0007-output-schemas.md).
 */
export function output<Schema extends z.ZodType>(schema: Schema): Schema {
  const lenient: Schema = Object.create(schema);
  return Object.assign(lenient, { parseAsync: (value: unknown) => Promise.resolve(value) });
}

/** Checks answers against the output schemas of a router's procedures. */
export function createOutputCheck(router: { _def: { procedures: object } }): CheckOutput {
  return (path, data) => {
    const procedure: { _def: { output?: unknown } } | undefined = Reflect.get(router._def.procedures, path);
    const schema = procedure?._def.output;
    if (!(schema instanceof z.ZodType)) return;
    const { error } = schema.safeParse(data);
    if (error) throw new Error(`${path} answers what its output schema does not allow: ${error.message}`);
  };
}
