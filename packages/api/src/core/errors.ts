import { type TRPC_ERROR_CODE_KEY, TRPCError } from '@trpc/server';
import { ZodError } from 'zod';
import { type ErrorCode, errorCatalogue } from './error-catalogue.ts';

export interface FieldIssue {
  /** Where in the input, such as `text` or `items.0.id`. */
  path: string;
  message: string;
}

export interface ErrorDescription {
  code: ErrorCode;
  status: number;
  message: string;
  issues?: FieldIssue[];
  /** When the same request may succeed. */
  retryAfterMs?: number;
  /** Of ACCOUNT_SUSPENDED at signing in. */
  suspension?: SuspensionNotice;
  /** Of ACCOUNT_DEACTIVATED. */
  deactivation?: DeactivationNotice;
}

/** Why an account is suspended, and until when; null: until it is restored. */
export interface SuspensionNotice {
  reason: string | null;
  until: string | null;
}

/** Until when an account that its owner has deleted can be brought back. */
export interface DeactivationNotice {
  deletionDueAt: string;
}

/** An error that the caller is meant to see. */
export class AppError extends TRPCError {
  readonly appCode: ErrorCode;
  readonly issues: FieldIssue[] | undefined;
  readonly retryAfterMs: number | undefined;
  readonly suspension: SuspensionNotice | undefined;
  readonly deactivation: DeactivationNotice | undefined;
  /** Whether what the mutation wrote before throwing stays; otherwise an error rolls it back. */
  readonly commits: boolean;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const { trpcCode, message } = errorCatalogue[code];
    super({ code: trpcCode, message, cause: options.cause });
    this.name = 'AppError';
    this.appCode = code;
    this.issues = options.issues;
    this.retryAfterMs = options.retryAfterMs;
    this.suspension = options.suspension;
    this.deactivation = options.deactivation;
    this.commits = options.commits ?? false;
  }
}

/** What the caller is told about an error; anything unforeseen is INTERNAL and tells nothing. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof AppError) return describe(error.appCode, error);
  if (error instanceof ZodError) return describe('VALIDATION_FAILED', { issues: toIssues(error) });
  if (error instanceof TRPCError) {
    if (error.cause instanceof AppError || error.cause instanceof ZodError) return describeError(error.cause);
    if (error.code === 'BAD_REQUEST' && error.cause instanceof SyntaxError) return describe('MALFORMED_JSON');
    if (error.code !== 'INTERNAL_SERVER_ERROR') return describe(trpcErrors[error.code] ?? 'INTERNAL');
    return describeError(error.cause ?? undefined);
  }
  if (isFull(error)) return describe('STORAGE_FULL');
  return describe(isUnavailable(error) ? 'UNAVAILABLE' : 'INTERNAL');
}

/** What tRPC's own transport errors are called here. */
const trpcErrors: Partial<Record<TRPC_ERROR_CODE_KEY, ErrorCode>> = {
  PARSE_ERROR: 'MALFORMED_JSON',
  BAD_REQUEST: 'VALIDATION_FAILED',
  NOT_FOUND: 'OPERATION_NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  TIMEOUT: 'REQUEST_TIMEOUT',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  CLIENT_CLOSED_REQUEST: 'REQUEST_ABORTED',
  UNAUTHORIZED: 'UNAUTHENTICATED',
};

function describe(
  code: ErrorCode,
  {
    issues,
    retryAfterMs,
    suspension,
    deactivation,
  }: Pick<AppErrorOptions, 'issues' | 'retryAfterMs' | 'suspension' | 'deactivation'> = {},
): ErrorDescription {
  const { status, message } = errorCatalogue[code];
  return {
    code,
    status,
    message,
    ...(issues && { issues }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(suspension && { suspension }),
    ...(deactivation && { deactivation }),
  };
}

/** An issue can repeat field names of the input, as long as the caller made them. */
const maxIssueLength = 200;

function toIssues(error: ZodError): FieldIssue[] {
  return error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join('.'), message: issue.message.slice(0, maxIssueLength) }));
}

/** A disk has no room, or a quota none is left of: this machine's, or the database's (53100). */
function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(ENOSPC|EDQUOT|53100)$/.test(String(error.code));
}

/** The storage cannot be used, or the database is starting, stopping, out of reach, took longer than its bound, or gave way to others at every attempt. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(08|57P0|53)/.test(code) ||
    unavailable.has(code) ||
    /timeout exceeded when trying to connect|Connection terminated|is not queryable/.test(error.message)
  );
}

const unavailable = new Set([
  ...['57014', '40001', '40P01', 'STORAGE_UNAVAILABLE'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'],
]);

interface AppErrorOptions {
  issues?: FieldIssue[] | undefined;
  retryAfterMs?: number | undefined;
  suspension?: SuspensionNotice | undefined;
  deactivation?: DeactivationNotice | undefined;
  cause?: unknown;
  commits?: boolean;
}
