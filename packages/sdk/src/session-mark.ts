/** What scripts of a page may know of the session in its cookie: whose it is, and whether it is still the same. */
export interface SessionMark {
  userId: string;
  sessionId: string;
  /** As the cookie has it. */
  text: string;
}

/** Of a `Cookie` header, or of `document.cookie`. */
export function readMark(cookies: string, name: string): SessionMark | undefined {
  for (const cookie of cookies.split(/; */)) {
    const [key, text = ''] = cookie.split('=');
    const [userId, sessionId] = text.split('.');
    if (key?.replace('__Host-', '') === `${name}-session` && userId && sessionId)
      return { userId, sessionId, text };
  }
  return undefined;
}
