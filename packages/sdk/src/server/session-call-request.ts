import { DunlinError } from '@dunlin/sdk';
import { isSessionPath, type SessionPath } from '../session-calls.ts';

/** No password or name is as long. */
const maxBodyChars = 20_000;

/** What a page's client asks of its session. @throws DunlinError when it is nothing that a page of the same origin sends */
export async function readSessionCall(request: Request): Promise<SessionCallRequest> {
  const path = new URL(request.url).pathname.replace(/^.*\//, '');
  if (!isSessionPath(path))
    throw refusal('OPERATION_NOT_FOUND', 404, 'There is no such change of a session.');
  if (request.method !== 'POST') throw refusal('METHOD_NOT_ALLOWED', 405, 'A session is changed by POST.');
  if (!isOfOwnPage(request))
    throw refusal('ORIGIN_NOT_ALLOWED', 403, 'Only pages of this origin may change its session.');
  // No form of another site can send it.
  if (!/^application\/json\b/i.test(request.headers.get('content-type') ?? ''))
    throw refusal('UNSUPPORTED_MEDIA_TYPE', 415, 'The body must be application/json.');
  return { path, input: parse(await request.text()) };
}

/** By what browsers say of where a request comes from, which no script of another site can change. */
function isOfOwnPage({ headers, url }: Request): boolean {
  const site = headers.get('sec-fetch-site');
  const origin = headers.get('origin');
  if (site !== null && site !== 'same-origin') return false;
  // By the host: behind a proxy that ends TLS the address is one of http.
  const host = headers.get('host') ?? new URL(url).host;
  return origin === null ? site !== null : URL.canParse(origin) && new URL(origin).host === host;
}

function parse(text: string): Record<string, unknown> {
  if (text.length > maxBodyChars) throw refusal('PAYLOAD_TOO_LARGE', 413, 'The body is too large.');
  try {
    const input: unknown = JSON.parse(text);
    // `as`: any object is one of unknown values.
    if (typeof input === 'object' && input !== null) return input as Record<string, unknown>;
  } catch {
    // As for what is no object.
  }
  throw refusal('MALFORMED_JSON', 400, 'The body must be a JSON object.');
}

function refusal(code: DunlinError['code'], status: number, message: string): DunlinError {
  return new DunlinError(code, message, { status });
}

export interface SessionCallRequest {
  path: SessionPath;
  input: Record<string, unknown>;
}
