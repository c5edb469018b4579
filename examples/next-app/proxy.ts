import type { SessionCookie } from '@dunlin/sdk/server';
import { type NextRequest, NextResponse } from 'next/server';
import { addressOf, sessions } from './sessions';

/** Refreshes before every page: server components can set no cookies. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const cookies: SessionCookie[] = [];
  const headers = new Headers(request.headers);
  const visitor = { cookie: headers.get('cookie'), address: addressOf(headers) };
  const cookie = await sessions.refresh(visitor, (set) => cookies.push(set));
  headers.set('cookie', cookie);
  const response = NextResponse.next({ request: { headers } });
  // An answer that may set cookies must be kept by no cache.
  response.headers.set('cache-control', 'private, no-store');
  for (const set of cookies) response.cookies.set(set);
  return response;
}

/** All but files, which have a dot in their names, and prefetches, which are often cut off, and with them the cookie would be lost. */
export const config = {
  matcher: [{ source: '/((?!_next/|.*\\.).*)', missing: [{ type: 'header', key: 'next-router-prefetch' }] }],
};
