/**
 * Carries hints between the parts and the nodes of one installation. A hint says that something may be new,
 * never what is true: the database is the truth, so a lost hint may cost latency and no more.
 *
 * What every implementation owes:
 * - Delivery: at most once to each subscription, never from within `publish`, `subscribe` or the caller's own
 *   stack. Nothing is replayed to a subscription that came later.
 * - Order: what one publisher sends on one topic arrives in the order of its `publish` calls, awaited or not.
 *   Nothing is said across topics or publishers.
 * - Isolation: a listener may publish, subscribe, end any subscription or dispose the bus while it is being
 *   called.
 * - Cost: an idle subscription costs a few hundred bytes, a topic without subscribers nothing.
 * - Disposal: idempotent, ends every subscription; afterwards `publish` does nothing and `subscribe` rejects.
 */
export interface Bus extends AsyncDisposable {
  /**
   * Whether hints arrive, of every node: false from two seconds after that ended at the latest, until the gap is told. Who may
   * not act on what is old looks at the truth meanwhile.
   */
  readonly isConnected: boolean;

  /**
   * Hands a hint to every current subscriber of `topic`, the publisher's own subscriptions included. Lossy:
   * at most once. Resolves when it is handed to the transport, without waiting for listeners; never rejects
   * for a lost transport, nor waits for one that does not answer: what is published meanwhile may be lost.
   */
  publish(topic: string, message: string): Promise<void>;

  /**
   * Resolves when the subscription is live: what is published after that is delivered, unless the transport
   * fails (see `onGap`); while it is lost, at once. Each call makes a subscription of its own, also for a listener that already has one.
   * `onMessage` must not throw; an error in one listener reaches neither the others nor the publisher.
   *
   * `options.signal` or the returned function (idempotent) ends it; from that moment nothing is delivered,
   * not even a message that was already on its way.
   *
   * @throws the signal's reason when it is aborted before the subscription is live
   * @throws BusDisposedError when the bus is disposed before the subscription is live
   */
  subscribe(
    topic: string,
    onMessage: (message: string) => void,
    options?: { signal?: AbortSignal },
  ): Promise<() => Promise<void>>;

  /**
   * Calls `listener` whenever hints may have been missed: caches must be dropped, streams re-read. That is when the loss is
   * known, about every second while it lasts, and when it is over. By then every subscription is live again, so a
   * listener that reads the truth misses nothing. The returned function (idempotent) removes the listener.
   */
  onGap(listener: () => void): () => void;
}

export class BusDisposedError extends Error {
  override readonly name = 'BusDisposedError';

  constructor() {
    super('The bus is disposed: it takes no new subscriptions.');
  }
}
