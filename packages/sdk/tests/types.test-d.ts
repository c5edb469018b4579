import { createClient, type DunlinError, type HomeTweet, isDunlinError, safe } from '@dunlin/sdk';
import { assertType, expectTypeOf, test } from 'vitest';
import { WebSocket } from 'ws';

const client = createClient({ baseUrl: 'http://localhost:3000' });
type Tweet = Awaited<ReturnType<typeof client.tweets.get>>;

test('a query takes its input and gives its output', () => {
  expectTypeOf(client.users.getByUsername).parameter(0).toEqualTypeOf<{ username: string }>();
  expectTypeOf(client.auth.me).returns.resolves.toHaveProperty('username').toEqualTypeOf<string>();
  expectTypeOf<Tweet['counts']['likes']>().toEqualTypeOf<number>();
  void client.auth.me({}, { signal: new AbortController().signal, timeoutMs: 5_000 });
  // @ts-expect-error it takes no input
  void client.auth.me({ id: '1' });
  // @ts-expect-error the input is required
  void client.tweets.get();
  // @ts-expect-error a query has no idempotency key
  void client.tweets.get({ id: '1' }, { idempotencyKey: 'key' });
  // @ts-expect-error there is no such operation
  void client.tweets.shout({ text: 'hello' });
});

test('a mutation takes its input and an idempotency key', () => {
  expectTypeOf(client.tweets.create).returns.resolves.toEqualTypeOf<Tweet>();
  void client.tweets.create(
    { text: 'hello' },
    { idempotencyKey: 'key', signal: new AbortController().signal },
  );
  void client.auth.logout();
  // @ts-expect-error text is a string
  void client.tweets.create({ text: 1 });
  // @ts-expect-error a mutation has no pages
  client.tweets.create.pages({ text: 'hello' });
});

test('a list is read by page and by item', () => {
  expectTypeOf(client.timelines.home.items()).toEqualTypeOf<AsyncGenerator<HomeTweet, void, undefined>>();
  expectTypeOf(client.timelines.home.pages({ limit: 5 }).next).returns.resolves.toExtend<
    IteratorResult<{ items: HomeTweet[]; nextCursor: string | null }, void>
  >();
  // @ts-expect-error a single read has no items
  client.tweets.get.items({ id: '1' });
});

test('a live stream yields events, told apart by their type', async () => {
  for await (const event of client.timelines.onHome()) {
    expectTypeOf(event.id).toEqualTypeOf<string>();
    expectTypeOf(event.type).toEqualTypeOf<'checkpoint' | 'gap' | 'tweet'>();
    if (event.type === 'tweet') expectTypeOf(event.tweet).toEqualTypeOf<Tweet>();
    // @ts-expect-error only the event of a tweet has one
    else void event.tweet;
  }
  // @ts-expect-error a thread is a thread of some tweet
  client.tweets.onThread();
});

test('an error code is one of those that there are', () => {
  const error: unknown = undefined;
  if (isDunlinError(error, 'USERNAME_TAKEN')) expectTypeOf(error.code).toEqualTypeOf<'USERNAME_TAKEN'>();
  if (isDunlinError(error)) assertType<'NETWORK_ERROR' | 'ABORTED' | 'TWEET_NOT_FOUND' | string>(error.code);
  // @ts-expect-error no such code
  isDunlinError(error, 'NO_SUCH_CODE');
});

test('an outcome has either data or an error', async () => {
  const { data, error } = await safe(client.tweets.get({ id: '1' }));
  if (error) expectTypeOf(error).toExtend<DunlinError>();
  else expectTypeOf(data).toEqualTypeOf<Tweet>();
});

test('the WebSocket of any platform fits', () => {
  createClient({ baseUrl: '', WebSocket });
  createClient({ baseUrl: '', WebSocket: globalThis.WebSocket, fetch: globalThis.fetch });
  // @ts-expect-error the address is required
  createClient({});
});
