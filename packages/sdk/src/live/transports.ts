import { isDunlinError } from '../dunlin-error.ts';
import type { Subscribe } from './subscribe.ts';

/** Once a WebSocket has worked, it is more likely the network that fails than what lies between. */
const patienceOnceProven = 3;

/** WebSocket, and Server-Sent Events where it cannot connect; where neither can, each in turn. */
export function withFallback(webSocket: Subscribe, sse: Subscribe): Subscribe {
  let subscribe = webSocket;
  let patience = 0;
  let failures = 0;

  return async function* subscribeByEither(subscription) {
    const used = subscribe;
    let opened = false;
    const onOpen = () => {
      opened = true;
      failures = 0;
      if (used === webSocket) patience = patienceOnceProven;
    };
    try {
      yield* used({ ...subscription, onOpen });
    } catch (error) {
      if (!opened && isDunlinError(error, 'NETWORK_ERROR') && ++failures > patience) {
        subscribe = used === sse ? webSocket : sse;
        failures = 0;
      }
      throw error;
    }
  };
}
