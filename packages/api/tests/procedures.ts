import { callTRPCProcedure } from '@trpc/server';
import { z } from 'zod';
import type { Context } from '../src/core/context.ts';
import { appRouter } from '../src/router.ts';

type ProcedureType = 'query' | 'mutation' | 'subscription';

/** The paths of all procedures of a type. */
export function listProcedures(...types: ProcedureType[]): string[] {
  return Object.keys(procedures).filter((path) => types.includes(typeOf(path)));
}

/** The paths of all procedures of a type whose input has a field. */
export function listProceduresWith(field: string, ...types: ProcedureType[]): string[] {
  return listProcedures(...types).filter((path) =>
    procedures[path]?._def.inputs?.some((input) => input instanceof z.ZodObject && field in input.shape),
  );
}

/** The fields of all inputs whose names match, each as `procedure.field`. */
export function listFields(pattern: RegExp): { name: string; schema: z.ZodType }[] {
  return Object.entries(procedures).flatMap(
    ([
      path,
      {
        _def: { inputs = [] },
      },
    ]) =>
      inputs
        .flatMap((input) => (input instanceof z.ZodObject ? Object.entries<z.ZodType>(input.shape) : []))
        .filter(([field]) => pattern.test(field))
        .map(([field, schema]) => ({ name: `${path}.${field}`, schema })),
  );
}

/** Calls a procedure with any input, as a client can. */
export function callProcedure(ctx: Context, path: string, input: unknown): Promise<unknown> {
  const getRawInput = async () => input;
  return callTRPCProcedure({
    router: appRouter,
    ctx,
    path,
    getRawInput,
    type: typeOf(path),
    signal: undefined,
    batchIndex: 0,
  });
}

// `as`: their type is nested as routers are, but the procedures stand flat by path.
const procedures = appRouter._def.procedures as unknown as Record<
  string,
  { _def: { type: ProcedureType; inputs?: unknown[] } }
>;

function typeOf(path: string): ProcedureType {
  return procedures[path]?._def.type ?? 'query';
}
