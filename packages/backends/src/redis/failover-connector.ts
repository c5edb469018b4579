import { type Redis, type SentinelConnectionOptions, SentinelConnector } from 'ioredis';

/**
 * ioredis's own, without two faults of what tells a connection of a failover. It goes on listening when the connection has closed
 * by itself: told while the successor is being made, it ends that one too, and the client for good, whose status is `end`. And
 * it prints a stack for each Sentinel that it cannot reach, each time that it tries.
 */
export class FailoverConnector extends SentinelConnector {
  constructor(options: unknown) {
    super(options as SentinelConnectionOptions); // `as`: ioredis makes it of its own options, and types them so.
    // biome-ignore-start lint/complexity/useLiteralKeys: it is private, as what `connect` ends is; nothing else of them is in reach.
    const connectToSentinel = this['connectToSentinel'].bind(this);
    this['connectToSentinel'] = (...args: unknown[]) => {
      const client: Redis = connectToSentinel(...args);
      client.on('error', () => {});
      return client;
    };
  }

  override connect(...args: Parameters<SentinelConnector['connect']>) {
    this['failoverDetector']?.cleanup();
    // biome-ignore-end lint/complexity/useLiteralKeys: as above.
    return super.connect(...args);
  }
}
