import { createClient } from '@dunlin/sdk';
import { createInbox, type Subscriber } from './inbox.ts';
import type { Reader } from './people.ts';

/** Follows the home timeline over WebSocket, as an app with the SDK does. */
export function startSdkSubscriber(url: string, reader: Reader): Subscriber {
  const { inbox, standing, connected, handle, fail } = createInbox(reader, 'websocket');
  class NotedWebSocket extends WebSocket {
    constructor(address: string) {
      super(address);
      this.addEventListener('open', connected);
    }
  }
  const ended = new AbortController();
  const { storage } = reader;
  const client = createClient({ baseUrl: url, storage, transport: 'websocket', WebSocket: NotedWebSocket });
  const read = async () => {
    for await (const event of client.timelines.onHome({}, { signal: ended.signal })) handle(event);
  };
  const reading = read().catch(fail);
  return {
    inbox,
    standing,
    async [Symbol.asyncDispose]() {
      ended.abort();
      await reading;
    },
  };
}
