import type { TestUser } from '@dunlin/harness';
import { type ClientOptions, createClient, type DunlinClient, memoryStorage } from '../src/index.ts';
import type { TestServer } from './test-server.ts';

/** A client that holds the access token of a test user, and fails fast. */
export function signedInClient(
  server: TestServer,
  user: TestUser,
  options: Partial<ClientOptions> = {},
): DunlinClient {
  return createClient({
    baseUrl: server.url,
    storage: memoryStorage({ accessToken: user.accessToken, refreshToken: 'none' }),
    retry: { baseDelayMs: 4 },
    ...options,
  });
}
