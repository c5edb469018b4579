import type { SessionCookie } from '@dunlin/sdk/server';
import { type NextRequest, NextResponse } from 'next/server';
import { sessions } from './sessions';

/** Refreshes before every page: server components can set no cookies. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const cookies: SessionCookie[] = [];
  const headers = new Headers(request.headers);
  const cookie = await sessions.refresh({ cookie: headers.get('cookie') }, (set) => cookies.push(set));
  headers.set('cookie', cookie);
  const response = NextResponse.next({ request: { headers } });
  for (const set of cookies) response.cookies.set(set);
  return response;
}

/** Prefetches are often cut off, and with them the cookie would be lost. */
export const config = {
  matcher: [
    { source: '/((?!_next/|favicon.ico).*)', missing: [{ type: 'header', key: 'next-router-prefetch' }] },
  ],
};
