import { type SentinelConnectionOptions, SentinelConnector } from 'ioredis';

/**
 * ioredis's own, without a fault of it: what tells a connection of a failover goes on listening when that connection has closed
 * by itself. Told while its successor is being made, it ends that one too, and the client for good: its status is `end`.
 */
export class FailoverConnector extends SentinelConnector {
  constructor(options: unknown) {
    super(options as SentinelConnectionOptions); // `as`: ioredis makes it of its own options, and types them so.
  }

  override connect(...args: Parameters<SentinelConnector['connect']>) {
    // biome-ignore lint/complexity/useLiteralKeys: it is private, and nothing else of it is in reach.
    this['failoverDetector']?.cleanup();
    return super.connect(...args);
  }
}
