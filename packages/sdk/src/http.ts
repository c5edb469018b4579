import { fromAnswer, networkError } from './error-answer.ts';

/** A fetch that gives whole JSON answers, and throws a DunlinError for any other and for an error. */
export type Http = (url: string, init: RequestInit) => Promise<Response>;

export function createHttp(fetch: Fetch): Http {
  return async (url, init) => {
    const { response, text } = await read(fetch(url, init));
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    // The answers of a batch, even if all are errors, are a list to be given out.
    if (isJson && (response.ok || text.startsWith('['))) return new Response(text, response);
    throw fromAnswer(response, text);
  };
}

/** The platform's fetch, or one like it. */
export type Fetch = typeof globalThis.fetch;

async function read(request: Promise<Response>) {
  try {
    const response = await request;
    return { response, text: await response.text() };
  } catch (error) {
    // A fetch of the app's own may be wrong; the platform's throws a TypeError for the network.
    if (error instanceof ReferenceError) throw error;
    throw networkError(error);
  }
}
