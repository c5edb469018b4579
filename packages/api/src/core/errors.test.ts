import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { errorCatalogue } from './error-catalogue.ts';
import { AppError, describeError } from './errors.ts';

describe('describeError', () => {
  test('tells the code, status and message of the catalogue', () => {
    expect(describeError(new AppError('USERNAME_TAKEN'))).toEqual({
      code: 'USERNAME_TAKEN',
      status: 409,
      message: 'That username is taken.',
    });
  });

  test('finds what the caller is meant to see inside what tRPC wraps around it', () => {
    const cause = new AppError('TWEET_NOT_FOUND');
    expect(describeError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause }))).toMatchObject({
      code: 'TWEET_NOT_FOUND',
      status: 404,
    });
  });

  test('names the fields that do not fit', () => {
    const { error } = z
      .object({ items: z.array(z.object({ id: z.string() })) })
      .safeParse({ items: [{ id: 1 }] });
    const issues = [{ path: 'items.0.id', message: 'Invalid input: expected string, received number' }];
    const description = { code: 'VALIDATION_FAILED', status: 400, issues };
    expect(describeError(error)).toMatchObject(description);
    expect(describeError(new TRPCError({ code: 'BAD_REQUEST', cause: error }))).toMatchObject(description);
  });

  test('bounds what it repeats of the input', () => {
    const input = Object.fromEntries(
      Array.from({ length: 1000 }, (_, index) => [`${index}${'x'.repeat(1000)}`, 1]),
    );
    const { error } = z.strictObject({}).safeParse(input);
    expect(JSON.stringify(describeError(error)).length).toBeLessThan(10_000);
    const many = z.array(z.string()).safeParse(Array.from({ length: 1000 }, () => 1));
    expect(describeError(many.error).issues).toHaveLength(20);
  });

  test.each(['STORAGE_UNAVAILABLE', 'ENOTFOUND', 'ECONNREFUSED'])(
    'a failure with %s is UNAVAILABLE',
    (code) => {
      expect(describeError(Object.assign(new Error(), { code })).code).toBe('UNAVAILABLE');
    },
  );

  test.each(['ENOSPC', 'EDQUOT', '53100'])('a failure with %s is STORAGE_FULL', (code) => {
    expect(describeError(Object.assign(new Error(), { code }))).toMatchObject({
      ...{ code: 'STORAGE_FULL', status: 507 },
    });
  });

  test.each([
    ['PARSE_ERROR', 'MALFORMED_JSON'],
    ['BAD_REQUEST', 'VALIDATION_FAILED'],
    ['NOT_FOUND', 'OPERATION_NOT_FOUND'],
    ['METHOD_NOT_SUPPORTED', 'METHOD_NOT_ALLOWED'],
    ['TIMEOUT', 'REQUEST_TIMEOUT'],
    ['PAYLOAD_TOO_LARGE', 'PAYLOAD_TOO_LARGE'],
    ['UNSUPPORTED_MEDIA_TYPE', 'UNSUPPORTED_MEDIA_TYPE'],
    ['CLIENT_CLOSED_REQUEST', 'REQUEST_ABORTED'],
    ['UNAUTHORIZED', 'UNAUTHENTICATED'],
  ] as const)("calls tRPC's own %s %s, and repeats nothing of its message", (code, ours) => {
    expect(describeError(new TRPCError({ code, message: 'about the server' }))).toEqual({
      code: ours,
      status: errorCatalogue[ours].status,
      message: errorCatalogue[ours].message,
    });
  });

  test.each([
    ['a statement over its time', { code: '57014', message: 'canceling statement due to statement timeout' }],
    ['a broken connection', { code: '08006', message: 'connection failure' }],
    ['a server that shuts down', { code: '57P01', message: 'terminating connection' }],
    ['a server that starts', { code: '57P03', message: 'the database system is starting up' }],
    ['no connections left', { code: '53300', message: 'sorry, too many clients already' }],
    ['nobody listening', { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 10.0.0.7:5432' }],
    ['a reset', { code: 'ECONNRESET', message: 'read ECONNRESET' }],
    ['a pool that is empty for too long', { message: 'timeout exceeded when trying to connect' }],
    ['a connection that ends', { message: 'Connection terminated unexpectedly' }],
    [
      'a connection that has ended',
      { message: 'Client has encountered a connection error and is not queryable' },
    ],
    ['transactions that kept colliding', { code: '40001', message: 'could not serialize access' }],
    ['deadlocks that kept coming back', { code: '40P01', message: 'deadlock detected' }],
  ])('calls %s UNAVAILABLE, alone and as the cause of an error of tRPC', (_name, { message, ...code }) => {
    const error = Object.assign(new Error(message), code);
    const unavailable = { code: 'UNAVAILABLE', status: 503, message: errorCatalogue.UNAVAILABLE.message };
    expect(describeError(error)).toEqual(unavailable);
    expect(describeError(new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: error }))).toEqual(
      unavailable,
    );
  });

  test.each([
    ['an error of SQL', Object.assign(new Error('insert into "users" … duplicate key'), { code: '23505' })],
    ['a fault of ours', new TypeError('undefined is not a function at /srv/app.ts')],
    ['what is no error', 'a secret'],
    ['nothing', undefined],
    [
      'an error that tRPC wraps',
      new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause: new Error('secret') }),
    ],
    [
      'a code of tRPC that Dunlin does not use',
      new TRPCError({ code: 'PAYMENT_REQUIRED', message: 'secret' }),
    ],
  ])('calls %s INTERNAL and tells nothing of it', (_name, error) => {
    expect(describeError(error)).toEqual({
      code: 'INTERNAL',
      status: 500,
      message: errorCatalogue.INTERNAL.message,
    });
  });
});
