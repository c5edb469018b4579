import { appRouter, listProcedures, type OperationClass, type PublicMeta } from '@dunlin/api';
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
  /** Whether it is answered without one, too. */
  isForVisitors: boolean;
  tags: string[];
  errors: NonNullable<PublicMeta['errors']>;
  limit: OperationClass;
  input: z.ZodType | undefined;
}

/** Every procedure that its meta gives a method and a path. */
export function listOperations(): Operation[] {
  return procedures.flatMap(({ path: name, type, meta, isProtected, input, errors }) => {
    if (!meta.openapi || type === 'subscription') return [];
    const { path, method, tags } = meta.openapi;
    const { status = 200, limit = 'read', forVisitors: isForVisitors = false } = meta;
    const access = { isProtected, isForVisitors };
    return [{ name, type, path, method, status, ...access, tags, errors: errors.own, limit, input }];
  });
}

/** A path as Fastify writes it, with a colon before each parameter. */
export function toUrl(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** The router as documentation reads it: its procedures by name, each with the output schema it declares. */
export function documentedRouter(): { _def: { procedures: object } } {
  const entries = procedures.map(({ path, type, meta, input, output }) => {
    return [path, { _def: { type, meta, inputs: input ? [input] : [], output } }];
  });
  return { _def: { procedures: Object.fromEntries(entries) } };
}

const procedures = listProcedures(appRouter);

type RestMeta = NonNullable<PublicMeta['openapi']>;
