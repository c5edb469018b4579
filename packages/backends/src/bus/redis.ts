import { randomUUID } from 'node:crypto';
import { RedisUnusableError } from '../redis/check-redis.ts';
import { describePlace, type RedisConfig } from '../redis/redis-config.ts';
import type { ConnectionWatch } from '../redis/watch-connections.ts';
import { type Bus, BusDisposedError } from './bus.ts';
import { type Continuity, createContinuity } from './redis/continuity.ts';
import { parseFrame } from './redis/frame.ts';
import { createGapListeners } from './redis/gap-listeners.ts';
import { createOutgoing, type Outgoing } from './redis/outgoing.ts';
import { createTransport, type Transport } from './redis/transport.ts';
import { createTopics, warn } from './topics.ts';

const tickMs = 500;
/** Connections that stand and bring nothing back for so many ticks are made anew. */
const patienceTicks = 6;
const startWithinMs = 5_000;
const advice = 'Check that it is not overloaded, and that the user of REDIS_URL may publish and subscribe.';

export interface RedisBusOptions {
  config: RedisConfig;
  /** Installations that share a Redis have different ones. */
  prefix: string;
  watch: ConnectionWatch;
  /** Hears of a listener that threw, which is a fault in that listener; by default it becomes a process warning. */
  onListenerError?: (error: unknown) => void;
}

/**
 * A bus over one channel of Redis, whatever the topic. What a publisher sends there is numbered, so that a missing number tells of
 * a loss that no event tells, such as a failover. Everybody sends each half second, if only a number, and ours come back to us:
 * a frozen Redis, connections to a primary that has been replaced, and a node that is cut off all show by silence.
 * @throws RedisUnusableError
 */
export async function createRedisBus(options: RedisBusOptions): Promise<Bus> {
  const { config, prefix, watch, onListenerError = warn } = options;
  const origin = randomUUID();
  const topics = createTopics(onListenerError);
  const gaps = createGapListeners(onListenerError);
  const continuity = createContinuity(origin, gaps.tell);
  const transport = createTransport({ config, name: channelOf(config, prefix), watch });
  const outgoing = createOutgoing(origin, transport.send);
  const stopTicking = startTicking({ continuity, transport, outgoing });
  let isDisposed = false;
  const dispose = async () => {
    if (isDisposed) return;
    isDisposed = true;
    stopTicking();
    topics.clear();
    gaps.clear();
    await outgoing.end();
    transport[Symbol.dispose]();
  };
  const isBack = Promise.withResolvers<void>();
  const onText = (text: string) => {
    const frame = parseFrame(text);
    if (!frame || !continuity.receive(frame)) return;
    if (frame.origin === origin) isBack.resolve();
    for (const [i, [topic, message]] of frame.messages.entries())
      topics.deliver(topic, message, frame.origin === origin ? frame.first + i : Number.POSITIVE_INFINITY);
  };
  const signal = AbortSignal.timeout(startWithinMs);
  signal.addEventListener('abort', () => isBack.reject(signal.reason));
  const opening = transport.open({ onText, onLive: outgoing.beat, onLost: continuity.lose }, signal);
  try {
    await Promise.all([opening, isBack.promise]);
  } catch (cause) {
    await dispose();
    throw new RedisUnusableError(
      `What is published to ${describePlace(config)} does not come back. ${advice}`,
      { cause },
    );
  }
  return {
    get isConnected() {
      return continuity.isConnected;
    },
    async publish(topic, message) {
      if (isDisposed) return;
      if (continuity.isSelfHeard) outgoing.add([topic, message]);
      else outgoing.drop();
    },
    async subscribe(topic, onMessage, { signal } = {}) {
      if (isDisposed) throw new BusDisposedError();
      signal?.throwIfAborted();
      const end = topics.add(topic, { onMessage, signal }, outgoing.count);
      return async () => end();
    },
    onGap: gaps.add,
    [Symbol.asyncDispose]: dispose,
  };
}

/** Channels of one name are the same in all databases of a Redis. */
function channelOf(config: RedisConfig, prefix: string): string {
  return config.type === 'cluster' || config.db === 0 ? `${prefix}:bus` : `${prefix}:bus:${config.db}`;
}

/** Each half second says that we live, and looks who else does. Returns how to stop. */
function startTicking({ continuity, transport, outgoing }: Ticking): () => void {
  let patience = patienceTicks;
  const tick = () => {
    continuity.tick();
    outgoing.beat();
    patience = continuity.isSelfHeard ? patienceTicks : patience - 1;
    if (patience > 0) return;
    patience = patienceTicks;
    transport.renew();
  };
  const timer = setInterval(tick, tickMs);
  return () => clearInterval(timer);
}

interface Ticking {
  continuity: Continuity;
  transport: Transport;
  outgoing: Outgoing;
}
