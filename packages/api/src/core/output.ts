import { z } from 'zod';
import { commonErrors } from './error-catalogue.ts';
import { describeError } from './errors.ts';
import type { CallResult } from './observer.ts';
import type { PublicMeta } from './public-root.ts';

/** @throws Error when a procedure's answer is not one that it declares. */
export type CheckAnswer = (path: string, answer: CallResult) => void;

/**
 * An output schema that gives types and documentation, and lets every answer pass: parsing a page of tweets costs as
 * much as the rest of the request. Tests check every answer instead (docs/decisions/0007-output-schemas.md).
 */
export function output<Schema extends z.ZodType>(schema: Schema): Schema {
  const lenient: Schema = Object.create(schema);
  return Object.assign(lenient, { parse: (value: unknown) => value });
}

/** The schema that `output` was given, which is the one that documentation knows by its name. */
export function declaredSchema(lenient: object): object {
  return Object.getPrototypeOf(lenient);
}

/** Checks answers against the output schemas and declared errors of a router's procedures. */
export function createAnswerCheck(router: { _def: { procedures: object } }): CheckAnswer {
  return (path, answer) => {
    const procedure: Declaration | undefined = Reflect.get(router._def.procedures, path);
    if (!answer.ok) {
      const { code } = describeError(answer.error);
      if (commonErrors.has(code) || procedure?._def.meta?.errors?.includes(code)) return;
      throw new Error(`${path} answers ${code}, which the errors of its meta do not name`);
    }
    const schema = procedure?._def.output;
    if (!(schema instanceof z.ZodType)) return;
    const { error } = schema.safeParse(answer.data);
    if (error) throw new Error(`${path} answers what its output schema does not allow: ${error.message}`);
  };
}

interface Declaration {
  _def: { output?: unknown; meta?: PublicMeta };
}
