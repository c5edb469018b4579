import { fromAnswer, networkError } from './error-answer.ts';

/** A fetch that gives whole JSON answers, and throws a DunlinError for any other and for an error. */
export type Http = (url: string, init: RequestInit) => Promise<HttpAnswer>;

interface HttpAnswer {
  json: unknown;
  headers: Headers;
}

export function createHttp(fetch: Fetch): Http {
  return async (url, init) => {
    const headers = toHeaders(init.headers);
    const { response, text } = await readAnswer(fetch(url, { ...init, headers }));
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    // The answers of a batch, even if all are errors, are a list to be given out.
    if (isJson && (response.ok || text.startsWith('[')))
      return { json: JSON.parse(text), headers: response.headers };
    throw fromAnswer(response, text);
  };
}

/** @throws TypeError that does not show them, as those of the platform do: they may hold a token */
export function toHeaders(fields: RequestInit['headers']): Headers {
  try {
    return new Headers(fields);
  } catch {
    throw new TypeError('An access token or idempotency key has characters that no header can hold.');
  }
}

/** The platform's fetch, or one like it. */
export type Fetch = typeof globalThis.fetch;

/** @throws DunlinError NETWORK_ERROR */
export function readAnswer(request: Promise<Response>): Promise<{ response: Response; text: string }> {
  return overNetwork(async () => {
    const response = await request;
    return { response, text: await response.text() };
  });
}

/** @throws DunlinError NETWORK_ERROR */
export async function overNetwork<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    // A fetch of the app's own may be wrong; the platform's throws a TypeError for the network.
    if (error instanceof ReferenceError) throw error;
    throw networkError(error);
  }
}
