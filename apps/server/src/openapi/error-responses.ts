import { type ErrorCode, errorCatalogue } from '@dunlin/api';
import type { ReferenceObject, ResponseObject, SchemaObject } from 'openapi3-ts/oas31';
import { problemContentType } from '../http/problem.ts';
import type { Operation } from '../rest/operations.ts';
import { rateLimitHeaders, retryAfter } from './rate-limits.ts';

export const problemSchema: SchemaObject = {
  type: 'object',
  description: 'An error as RFC 9457 has it.',
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
  properties: {
    type: { type: 'string', const: 'about:blank' },
    title: { type: 'string', description: 'The name of the HTTP status.' },
    status: { type: 'integer' },
    detail: { type: 'string', description: 'What went wrong, for people.' },
    code: {
      type: 'string',
      enum: Object.keys(errorCatalogue),
      description: 'What went wrong, for programs.',
    },
    requestId: { type: 'string', description: 'Names this request in the log of the server.' },
    retryAfterMs: { type: 'integer', description: 'When to ask again, if that may help.' },
    suspension: {
      type: 'object',
      description: 'Of ACCOUNT_SUSPENDED at signing in: why, and until when; null: until it is restored.',
      required: ['reason', 'until'],
      properties: {
        reason: { type: ['string', 'null'] },
        until: { type: ['string', 'null'], format: 'date-time' },
      },
    },
    deactivation: {
      type: 'object',
      description: 'Of ACCOUNT_DEACTIVATED: until when the account can be brought back.',
      required: ['deletionDueAt'],
      properties: { deletionDueAt: { type: 'string', format: 'date-time' } },
    },
    issues: {
      type: 'array',
      description: 'What does not fit the schema.',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};

/** Answers that operations have in common, described once. */
const shared = {
  BadRequest: ['VALIDATION_FAILED', 'MALFORMED_REQUEST'],
  BadWrite: ['VALIDATION_FAILED', 'MALFORMED_REQUEST', 'MALFORMED_JSON', 'INVALID_IDEMPOTENCY_KEY'],
  Unauthenticated: ['UNAUTHENTICATED', 'TOKEN_EXPIRED', 'SESSION_ENDED'],
  PayloadTooLarge: ['PAYLOAD_TOO_LARGE'],
  UnsupportedMediaType: ['UNSUPPORTED_MEDIA_TYPE'],
  IdempotencyKeyReused: ['IDEMPOTENCY_KEY_REUSED'],
  TooManyRequests: ['RATE_LIMITED'],
  InternalError: ['INTERNAL'],
  Unavailable: ['UNAVAILABLE'],
  StorageFull: ['STORAGE_FULL'],
} satisfies Record<string, ErrorCode[]>;

export const sharedResponses: Record<string, ResponseObject> = Object.fromEntries(
  Object.entries(shared).map(([name, codes]) => [name, describeResponse(codes)]),
);

/** The errors of an operation by status. */
export function errorResponses(
  operation: Pick<Operation, 'type' | 'isProtected' | 'errors'>,
): Record<string, ResponseObject | ReferenceObject> {
  const { type, isProtected, errors } = operation;
  const codes = [
    ...(type === 'mutation'
      ? [
          ...shared.BadWrite,
          ...shared.PayloadTooLarge,
          ...shared.UnsupportedMediaType,
          ...shared.IdempotencyKeyReused,
          ...shared.StorageFull,
        ]
      : shared.BadRequest),
    ...(isProtected ? shared.Unauthenticated : []),
    ...errors,
    ...shared.TooManyRequests,
    ...shared.InternalError,
    ...shared.Unavailable,
  ];
  const byStatus = Object.groupBy(new Set<ErrorCode>(codes), (code) => errorCatalogue[code].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, group = []]) => [status, toResponse(group)]),
  );
}

function toResponse(codes: readonly ErrorCode[]): ResponseObject | ReferenceObject {
  const same = Object.entries(shared).find(([, others]) => others.join() === codes.join());
  return same ? { $ref: `#/components/responses/${same[0]}` } : describeResponse(codes);
}

function describeResponse(codes: readonly ErrorCode[]): ResponseObject {
  return {
    description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].message}`).join('\n\n'),
    headers: {
      ...rateLimitHeaders,
      ...(codes.some((code) => [429, 503].includes(errorCatalogue[code].status)) && retryAfter),
    },
    content: { [problemContentType]: { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}
