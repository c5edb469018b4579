import type { TestApp } from '@dunlin/harness';
import { vi } from 'vitest';

/** An access token for the user's session as the server made it an hour ago. */
export async function expiredToken({ api, db }: TestApp, { id }: { id: string }): Promise<string> {
  const session = await db
    .selectFrom('sessions')
    .select('id')
    .where('userId', '=', id)
    .executeTakeFirstOrThrow();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
  try {
    return await api.services.authenticator.accessTokens.sign({ id, sessionId: session.id, role: 'user' });
  } finally {
    vi.useRealTimers();
  }
}
