import { createStop, orAbort } from '../abort.ts';
import { unsupported } from '../check-options.ts';
import { fromAnswer, fromShape, networkError } from '../error-answer.ts';
import { type Fetch, toHeaders } from '../http.ts';
import type { LiveMessage, Subscribe } from './subscribe.ts';

/** The server sends something every 15 seconds. */
const maxSilenceMs = 45_000;

/** Subscriptions over Server-Sent Events, read with fetch: EventSource cannot send an access token. */
export function createSse({ url, fetch }: { url: string; fetch: Fetch }): Subscribe {
  return async function* subscribe({ path, input, accessToken, signal, onOpen }) {
    const connection = createStop(signal);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => connection.abort(undefined), maxSilenceMs);
    };
    heard();
    try {
      const response = await fetch(`${url}/${path}?input=${encodeURIComponent(JSON.stringify(input))}`, {
        headers: toHeaders({
          accept: 'text/event-stream',
          ...(accessToken && { authorization: `Bearer ${accessToken}` }),
        }),
        signal: connection.signal,
      }).catch(fail);
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
      if (!isStream) throw fromAnswer(response, await response.text().catch(fail));
      if (!response.body)
        throw unsupported('a fetch that does not stream answers', 'Use the transport `websocket`.');
      onOpen?.();
      for await (const { event, id, data } of readEvents(response.body, connection.signal, heard)) {
        if (event === 'return') return;
        if (event === 'serialized-error') throw fromShape(JSON.parse(data));
        // `as`: an event with an id is one of a stream; the router's types say what its data are.
        if (event === 'message' && id) yield { id, data: JSON.parse(data) as LiveMessage['data'] };
      }
    } finally {
      clearTimeout(timer);
      connection.abort(undefined);
      connection.release();
    }
  };
}

/** The event stream format of the HTML standard, as far as servers of tRPC use it. */
async function* readEvents(body: ReadableStream<Uint8Array>, signal: AbortSignal, onChunk: () => void) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  let fields: Fields = {};
  try {
    for (;;) {
      const { done, value } = await orAbort(reader.read(), signal).catch(fail);
      if (done) return;
      onChunk();
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r?\n/);
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [, name, text = ''] = /^(event|id|data)(?:: ?(.*))?$/s.exec(line) ?? [];
        if (name) fields[name] = text;
        if (line !== '') continue;
        const { event = 'message', id, data = '' } = fields;
        if (Object.keys(fields).length > 0) yield { event, id, data };
        fields = {};
      }
    }
  } finally {
    // Whoever leaves has no use for what else comes, or for why it does not.
    reader.cancel().catch(() => {});
  }
}

function fail(error: unknown): never {
  throw networkError(error);
}

type Fields = Record<string, string>;
