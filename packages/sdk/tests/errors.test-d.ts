import {
  createClient,
  DunlinError,
  type DunlinErrorCode,
  type ErrorCodeOf,
  isErrorOf,
  safe,
  type TransportErrorCode,
  type WriteErrorCode,
} from '@dunlin/sdk';
import type { uploadMedia } from '@dunlin/sdk/upload';
import { expectTypeOf, test } from 'vitest';

const client = createClient({ baseUrl: 'http://localhost:3000' });
type LikeErrorCode = 'TWEET_NOT_FOUND' | WriteErrorCode | TransportErrorCode;

test('the outcome of a call has the error codes of its operation and of the transport, and no others', async () => {
  const { error } = await safe(client.likes.create({ id: '1' }));
  if (error) expectTypeOf(error.code).toEqualTypeOf<LikeErrorCode>();
  // @ts-expect-error nobody's name is taken by a like
  if (error?.code === 'USERNAME_TAKEN') return;
  if (error?.code === 'TWEET_NOT_FOUND') expectTypeOf(error.code).toEqualTypeOf<'TWEET_NOT_FOUND'>();
});

test('a switch over all codes of an operation compiles, and one over a code too many does not', async () => {
  const { error } = await safe(client.likes.create({ id: '1' }));
  if (!error) return;
  switch (error.code) {
    case 'TWEET_NOT_FOUND':
    case 'VALIDATION_FAILED':
    case 'RATE_LIMITED':
    case 'REQUEST_TIMEOUT':
    case 'REQUEST_ABORTED':
    case 'INTERNAL':
    case 'UNAVAILABLE':
    case 'UNAUTHENTICATED':
    case 'TOKEN_EXPIRED':
    case 'SESSION_ENDED':
    case 'MALFORMED_JSON':
    case 'PAYLOAD_TOO_LARGE':
    case 'UNSUPPORTED_MEDIA_TYPE':
    case 'INVALID_IDEMPOTENCY_KEY':
    case 'IDEMPOTENCY_KEY_REUSED':
    case 'STORAGE_FULL':
    case 'OPERATION_NOT_FOUND':
    case 'ORIGIN_NOT_ALLOWED':
    case 'MALFORMED_REQUEST':
    case 'HEADERS_TOO_LARGE':
    case 'NETWORK_ERROR':
    case 'TIMEOUT':
    case 'INVALID_RESPONSE':
    case 'ABORTED':
    case 'UNSUPPORTED_RUNTIME':
    case 'STORAGE_FAILED':
    case 'CLIENT_ERROR':
      return;
    // @ts-expect-error a like does not answer that
    case 'MEDIA_MIX_INVALID':
      return;
    default:
      error.code satisfies never;
  }
});

test('a caught error has the codes of the operation that it is asked of', () => {
  const caught: unknown = undefined;
  if (isErrorOf(client.likes.create, caught)) {
    expectTypeOf(caught).toEqualTypeOf<DunlinError<LikeErrorCode>>();
    // @ts-expect-error nobody's name is taken by a like
    if (caught.code === 'USERNAME_TAKEN') return;
  }
  // @ts-expect-error a tweet is no operation
  isErrorOf({ text: 'hello' }, caught);
});

test('lists, streams and uploads say what they can fail with too', () => {
  type Code<Operation> = Exclude<ErrorCodeOf<Operation>, TransportErrorCode>;
  expectTypeOf<'FEED_EXPIRED' | 'INVALID_CURSOR'>().toExtend<Code<typeof client.feed.get>>();
  expectTypeOf<'USERNAME_TAKEN'>().not.toExtend<Code<typeof client.feed.get>>();
  expectTypeOf<'INVALID_EVENT_ID'>().toExtend<Code<typeof client.timelines.onHome>>();
  expectTypeOf<'IDEMPOTENCY_KEY_REUSED'>().not.toExtend<Code<typeof client.timelines.onHome>>();
  expectTypeOf<'MEDIA_TOO_LARGE'>().toExtend<Code<typeof uploadMedia>>();
});

test('a sign-in can be overtaken by another', () => {
  expectTypeOf<'SESSION_ENDED'>().toExtend<ErrorCodeOf<typeof client.auth.login>>();
});

test('of any other promise, every code is possible', async () => {
  const { data, error } = await safe(Promise.all([client.auth.me()]));
  if (error) expectTypeOf(error.code).toEqualTypeOf<DunlinErrorCode>();
  else expectTypeOf(data[0].username).toEqualTypeOf<string>();
});

test('a function of an app can stand in for an operation', () => {
  client.likes.create = async () => {
    throw new DunlinError('TWEET_NOT_FOUND', 'gone');
  };
  // @ts-expect-error it must give what the operation gives
  client.likes.create = async () => 'liked';
});
