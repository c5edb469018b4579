import type {
  TRPCBuiltRouter,
  TRPCCreateRouterOptions,
  TRPCDecorateCreateRouterOptions,
  TRPCDefaultErrorData,
  TRPCErrorShape,
} from '@trpc/server';
import type { z } from 'zod';
import type { ErrorCode } from './error-catalogue.ts';
import type { DeactivationNotice, FieldIssue, SuspensionNotice } from './errors.ts';
import type { OperationClass } from './rate-limits.ts';

/** How an operation is served over REST and described in the OpenAPI document; a `type`, because an interface does not fit tRPC's index signatures. */
export type PublicMeta = {
  openapi?: {
    method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    path: `/${string}`;
    summary: string;
    description?: string;
    tags: string[];
    /** false: no access token needed. */
    protect?: boolean;
    successDescription?: string;
  };
  /** HTTP status of success over REST; 200 unless given. */
  status?: 200 | 201 | 204;
  /** What this operation can answer beside the errors that every operation can. */
  errors?: readonly ErrorCode[];
  /** Of a subscription: where REST has it, what it is for, and what its events are. */
  stream?: { path: `/${string}`; summary: string; description?: string; event: z.ZodType };
  /** Which of a caller's buckets a call is counted in; read, write, stream or auth unless given. */
  limit?: OperationClass;
  /** Of a query: whether it answers visitors, too, who send no access token. */
  forVisitors?: boolean;
  /** Of a mutation: whether it works while there is no room, as it makes some, or takes next to none and is needed all the same. */
  whileFull?: boolean;
};

export type AppErrorShape = TRPCErrorShape<
  Omit<TRPCDefaultErrorData, 'code'> & {
    code: ErrorCode;
    requestId: string;
    issues?: FieldIssue[];
    retryAfterMs?: number;
    suspension?: SuspensionNotice;
    deactivation?: DeactivationNotice;
  }
>;

/** The root types that clients see; the server's context, and all it names, stays out of the SDK's types. */
export interface PublicRoot {
  ctx: object;
  meta: PublicMeta;
  errorShape: AppErrorShape;
  transformer: false;
}

export type PublicRouterBuilder = <Options extends TRPCCreateRouterOptions>(
  options: Options,
) => TRPCBuiltRouter<PublicRoot, TRPCDecorateCreateRouterOptions<Options>>;
