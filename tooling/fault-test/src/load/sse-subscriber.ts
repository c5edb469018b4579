import { setTimeout as delay } from 'node:timers/promises';
import { createInbox, type Subscriber } from './inbox.ts';
import type { Reader } from './people.ts';

const retryMs = 1_000;

/** Follows the home timeline by server-sent events, as any EventSource does: no memory but the last event's id. */
export function startSseSubscriber(url: string, reader: Reader): Subscriber {
  const { inbox, standing, connected, handle, fail } = createInbox(reader, 'sse');
  const ended = new AbortController();
  const { signal } = ended;
  let lastEventId: string | undefined;

  const readOnce = async () => {
    const tokens = await reader.storage.get();
    const response = await fetch(`${url}/api/stream/home`, {
      headers: {
        authorization: `Bearer ${tokens?.accessToken}`,
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
      signal,
    });
    // A node that cannot serve now is asked again; anything else is not the fault's doing.
    if (response.status < 500 && !response.ok) fail(`${response.status} ${await response.text()}`);
    if (!response.ok || !response.body) return;
    connected();
    for await (const { id, event, data } of readEvents(response.body)) {
      if (event !== 'message') continue;
      handle(JSON.parse(data));
      lastEventId = id ?? lastEventId;
    }
  };
  const read = async () => {
    while (!signal.aborted && inbox.failure === undefined) {
      await readOnce().catch(() => {});
      await delay(retryMs, undefined, { signal }).catch(() => {});
    }
  };
  const reading = read();
  return {
    inbox,
    standing,
    async [Symbol.asyncDispose]() {
      ended.abort();
      await reading;
    },
  };
}

/** The event stream format, as far as a server that sends one line of data needs it. */
async function* readEvents(body: ReadableStream<Uint8Array>) {
  let rest = '';
  let fields: Record<string, string> = {};
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, name, value] = /^(id|event|data): ?(.*)$/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) fields[name] = value;
      if (line !== '') continue;
      const { id, event = 'message', data } = fields;
      if (data !== undefined) yield { id, event, data };
      fields = {};
    }
  }
}
