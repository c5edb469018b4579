import { isDunlinError } from '../dunlin-error.ts';
import type { Subscribe } from './subscribe.ts';

/**
 * WebSocket, and Server-Sent Events where it cannot connect. Until a WebSocket has worked, each failure to connect tries
 * the other; after that it is the network that fails, not what lies between.
 */
export function withFallback(webSocket: Subscribe, sse: Subscribe): Subscribe {
  let subscribe = webSocket;
  let isProven = false;

  return async function* subscribeByEither(subscription) {
    const used = subscribe;
    let opened = false;
    const onOpen = () => {
      opened = true;
      isProven ||= used === webSocket;
      subscription.onOpen();
    };
    try {
      yield* used({ ...subscription, onOpen });
    } catch (error) {
      if (!opened && !isProven && isDunlinError(error, 'NETWORK_ERROR'))
        subscribe = used === sse ? webSocket : sse;
      throw error;
    }
  };
}
