import type { DunlinClient } from '@dunlin/sdk';
import { createClient } from '../create-client.ts';
import { findOperation } from '../find-operation.ts';
import { operationKinds } from '../generated/operation-kinds.ts';
import { internalsOf, withInternals } from '../internals.ts';
import type { OperationKind } from '../operation-path.ts';
import type { Session } from '../session.ts';
import { memoryStorage } from '../token-storage.ts';
import { createMockFetch, type MockUpload } from './mock-fetch.ts';
import { createMockOperation } from './mock-operation.ts';
import { withSession } from './mock-session-call.ts';
import type { StandIns } from './stand-ins.ts';

export interface MockClientOptions {
  /** Who is signed in at first; nobody unless given. Stand-ins for signing in and out change it. */
  userId?: string | undefined;
  /** What `uploadMedia` resolves to for a file, which may have up to 1 MiB, or fails with. */
  uploadMedia?: MockUpload | undefined;
}

/**
 * A client for tests of an app, without a server: each operation is the stand-in that was given for it, and fails with an Error
 * that says what is missing when there is none.
 * @example
 * const client = createMockClient({
 *   tweets: { create: async ({ text }) => tweetOf(text) },
 *   timelines: { home: [tweetOf('one'), tweetOf('two')] },
 *   auth: { register: mockError('USERNAME_TAKEN') },
 * });
 */
export function createMockClient(standIns: StandIns = {}, options: MockClientOptions = {}): DunlinClient {
  const { userId, uploadMedia } = options;
  const client = createClient({
    baseUrl: 'https://mock.invalid',
    storage: memoryStorage(
      userId === undefined
        ? undefined
        : { accessToken: 'mock', refreshToken: 'mock', userId, sessionId: 'mock' },
    ),
    retry: { maxRetries: 0 },
    fetch: createMockFetch(uploadMedia),
  });
  const internals = internalsOf(client);
  standIn(client, operationKinds, standIns, [], internals.session);
  return withInternals(client, {
    ...internals,
    // What the entries beside the main one call is what the app calls.
    call: async ({ path }, input, { signal, idempotencyKey } = {}) =>
      findOperation(client, path)(input, { signal, idempotencyKey }),
  });
}

function standIn(
  target: object,
  kinds: Level,
  given: object,
  names: readonly string[],
  session: Session,
): void {
  for (const name of Object.keys(given))
    if (!Object.hasOwn(kinds, name))
      throw new TypeError(`A client has no operation ${[...names, name].join('.')} to stand in for.`);
  for (const [name, kind] of Object.entries(kinds)) {
    const path = [...names, name];
    if (typeof kind === 'object')
      standIn(Reflect.get(target, name), kind, Reflect.get(given, name) ?? {}, path, session);
    else {
      const operation = createMockOperation(kind, path, Reflect.get(given, name));
      Reflect.set(target, name, withSession(path.join('.'), operation, session));
    }
  }
}

interface Level {
  readonly [name: string]: OperationKind | Level;
}
