import { appRouter, declaredSchema, type OperationClass, type PublicMeta } from '@dunlin/api';
import type { z } from 'zod';

/** A procedure as REST offers it. */
export interface Operation {
  /** The procedure's name, such as `tweets.create`. */
  name: string;
  type: 'query' | 'mutation';
  /** With its parameters in braces: `/api/tweets/{id}`. */
  path: string;
  method: RestMeta['method'];
  status: 200 | 201 | 204;
  /** Whether it needs an access token. */
  isProtected: boolean;
  tags: string[];
  errors: NonNullable<PublicMeta['errors']>;
  limit: OperationClass;
  input: z.ZodType | undefined;
}

/** Every procedure that its meta gives a method and a path. */
export function listOperations(): Operation[] {
  return Object.entries(proceduresByName).flatMap(
    ([
      name,
      {
        _def: { type, meta, inputs },
      },
    ]) => {
      if (!meta?.openapi || type === 'subscription') return [];
      const { path, method, protect = true, tags } = meta.openapi;
      const { status = 200, errors = [], limit = 'read' } = meta;
      return [
        { name, type, path, method, status, errors, limit, tags, isProtected: protect, input: inputs[0] },
      ];
    },
  );
}

/** A path as Fastify writes it, with a colon before each parameter. */
export function toUrl(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** The router as documentation reads it: its procedures by name, each with the output schema it declares. */
export function documentedRouter(): { _def: { procedures: object } } {
  const entries = Object.entries(proceduresByName).map(([name, { _def }]) => {
    return [name, { _def: { ..._def, ...(_def.output && { output: declaredSchema(_def.output) }) } }];
  });
  return { _def: { procedures: Object.fromEntries(entries) } };
}

// `as`: tRPC types the record as it was nested, and keeps it flat with names such as `auth.sessions.list`; it hides schemas.
const proceduresByName = appRouter._def.procedures as unknown as Record<string, ProcedureDefinition>;

interface ProcedureDefinition {
  _def: {
    type: 'query' | 'mutation' | 'subscription';
    meta?: PublicMeta;
    inputs: (z.ZodType | undefined)[];
    output?: object;
  };
}

type RestMeta = NonNullable<PublicMeta['openapi']>;
