import type { z } from 'zod';
import { commonErrors, type ErrorCode } from './error-catalogue.ts';
import { declaredSchema } from './output.ts';
import type { PublicMeta } from './public-root.ts';

/** A procedure as it declares itself, for checks, documentation and the SDK. */
export interface Procedure {
  /** Such as `auth.sessions.list`. */
  path: string;
  type: 'query' | 'mutation' | 'subscription';
  meta: PublicMeta;
  /** Whether it needs an access token. */
  isProtected: boolean;
  input: z.ZodType | undefined;
  output: z.ZodType | undefined;
  errors: {
    /** By what it does. */
    own: readonly ErrorCode[];
    /** By what kind of call it is. */
    common: readonly ErrorCode[];
  };
}

export function listProcedures(router: RouterOfProcedures): Procedure[] {
  // `as`: tRPC types the record as it was nested, and keeps it flat with names such as `auth.sessions.list`; it hides schemas.
  const definitions = Object.entries(router._def.procedures as Record<string, { _def: Definition }>);
  return definitions.map(([path, { _def }]) => {
    const { type, meta = {}, inputs = [], output } = _def;
    const isProtected = meta.openapi?.protect ?? true;
    const common = [
      ...commonErrors.all,
      ...(isProtected ? commonErrors.signedIn : []),
      ...(type === 'mutation' ? commonErrors.write : []),
      ...(type === 'subscription' ? commonErrors.stream : []),
    ];
    return {
      ...{ path, type, meta, isProtected, input: inputs[0], output: output && declaredSchema(output) },
      errors: { own: meta.errors ?? [], common },
    };
  });
}

export interface RouterOfProcedures {
  _def: { procedures: object };
}

interface Definition {
  type: Procedure['type'];
  meta?: PublicMeta;
  inputs?: z.ZodType[];
  output?: z.ZodType;
}
