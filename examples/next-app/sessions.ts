import { createServerSessions } from '@dunlin/sdk/server';

export const sessions = createServerSessions({
  baseUrl: process.env.DUNLIN_URL ?? 'http://localhost:3000',
});

/**
 * Where a request comes from, as the last proxy before this app says. What stands before that the visitor may have written: an app
 * without a proxy leaves the address out.
 */
export function addressOf(headers: { get(name: string): string | null }): string | undefined {
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
}
