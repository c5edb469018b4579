import { type Fetch, toHeaders } from '../http.ts';

/** A fetch that tells of the bytes that it sends, which XMLHttpRequest can in browsers, and nothing elsewhere. An app's own is used as it is. */
export function withProgress({ fetch, isFetchOwn }: AppFetch, tell: (sentBytes: number) => void): Fetch {
  // `as`: browsers have it, whatever the types at hand say.
  const { XMLHttpRequest } = globalThis as unknown as { XMLHttpRequest?: new () => Xhr };
  if (isFetchOwn || !XMLHttpRequest) return fetch;
  return (url, { method = 'GET', headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      const abort = () => xhr.abort();
      xhr.open(method, String(url));
      toHeaders(headers).forEach((value, name) => void xhr.setRequestHeader(name, value));
      xhr.upload.onprogress = ({ loaded }) => tell(loaded);
      xhr.onload = () => resolve(toResponse(xhr));
      xhr.onerror = () => reject(new TypeError('The request failed.'));
      xhr.onabort = () => reject(signal?.reason);
      xhr.onloadend = () => signal?.removeEventListener('abort', abort);
      signal?.addEventListener('abort', abort);
      xhr.send(body);
    });
}

function toResponse(xhr: Xhr): Response {
  const headers = new Headers();
  for (const line of xhr.getAllResponseHeaders().trim().split(/\r?\n/)) {
    const [name = '', ...value] = line.split(':');
    if (name) headers.append(name, value.join(':').trim());
  }
  const { status, responseText } = xhr;
  // A response with status 204 must have no body, not even an empty one.
  return new Response(status === 204 ? null : responseText, { status, headers });
}

export interface AppFetch {
  fetch: Fetch;
  isFetchOwn: boolean;
}

/** As much of XMLHttpRequest as is used. */
interface Xhr {
  readonly status: number;
  readonly responseText: string;
  readonly upload: { onprogress: (event: { loaded: number }) => void };
  onload: () => void;
  onerror: () => void;
  onabort: () => void;
  onloadend: () => void;
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  getAllResponseHeaders(): string;
  send(body: unknown): void;
  abort(): void;
}
