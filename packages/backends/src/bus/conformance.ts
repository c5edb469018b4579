import { describe, expect, it, onTestFinished } from 'vitest';
import { type Bus, BusDisposedError } from './bus.ts';

/**
 * What every implementation of `Bus` must pass; `createBus` makes one whose topics no other test shares. It
 * assumes no synchrony: a message is awaited, and its absence is shown by a later message that did arrive.
 */
export function describeBus(name: string, createBus: () => Promise<BusUnderTest>): void {
  const open = async () => {
    const opened = await createBus();
    onTestFinished(async () => {
      await opened.bus[Symbol.asyncDispose]();
      await opened.peer[Symbol.asyncDispose]();
    });
    return opened;
  };

  describe(`${name} bus`, () => {
    describeDelivery(open);
    describeListeners(open);
    describeReentrance(open);
    describeEnding(open);
    describeDisposal(open);
    describeGaps(open);
  });
}

function describeDelivery(open: () => Promise<BusUnderTest>): void {
  it('delivers to every subscriber that joined before the publish, on every node', async () => {
    const { bus, peer } = await open();
    const inboxes = [await listen(bus, 'a'), await listen(bus, 'a'), await listen(peer, 'a')];
    await bus.publish('a', 'hello');
    for (const inbox of inboxes) await expectInbox(inbox, ['hello']);
  });

  it('delivers the messages of one publisher in order, awaited or not', async () => {
    const { bus, peer } = await open();
    const [near, far] = [await listen(bus, 'a'), await listen(peer, 'a')];
    const messages = Array.from({ length: 500 }, (_, i) => String(i));
    await Promise.all(messages.map((message) => bus.publish('a', message)));
    await expectInbox(near, messages);
    await expectInbox(far, messages);
  });

  it('keeps topics apart', async () => {
    const { bus } = await open();
    const [a, b] = [await listen(bus, 'a'), await listen(bus, 'b')];
    await bus.publish('a', 'for a');
    await bus.publish('b', 'for b');
    await expectInbox(a, ['for a']);
    await expectInbox(b, ['for b']);
  });

  it('replays nothing to who came later', async () => {
    const { bus } = await open();
    const early = await listen(bus, 'a');
    await bus.publish('a', 'before');
    await expectInbox(early, ['before']);
    const late = await listen(bus, 'a');
    await bus.publish('a', 'after');
    await expectInbox(late, ['after']);
  });

  it('carries any text', async () => {
    const { bus, peer } = await open();
    const inbox = await listen(peer, 'tweet:1 *?[x]\n');
    const messages = ['', '\n', 'ünï👩‍👩‍👧', '{"a":1}', 'x'.repeat(10_000)];
    for (const message of messages) await bus.publish('tweet:1 *?[x]\n', message);
    await expectInbox(inbox, messages);
  });

  it('publishes to nobody', async () => {
    const { bus } = await open();
    await expect(bus.publish('nobody', 'hello')).resolves.toBeUndefined();
  });
}

function describeListeners(open: () => Promise<BusUnderTest>): void {
  it('calls no listener from within publish', async () => {
    const { bus } = await open();
    const inbox = await listen(bus, 'a');
    const publishing = bus.publish('a', 'hello');
    expect(inbox).toEqual([]);
    await publishing;
    await expectInbox(inbox, ['hello']);
  });

  it('calls a listener once for each of its subscriptions', async () => {
    const { bus } = await open();
    const received: string[] = [];
    const onMessage = (message: string) => void received.push(message);
    const endFirst = await bus.subscribe('a', onMessage);
    await bus.subscribe('a', onMessage);
    await bus.publish('a', 'twice');
    await expectInbox(received, ['twice', 'twice']);
    await endFirst();
    await bus.publish('a', 'once');
    await bus.publish('a', 'last');
    await expectInbox(received, ['twice', 'twice', 'once', 'last']);
  });

  it('keeps the error of one listener from the others and from the publisher', async () => {
    const { bus } = await open();
    await bus.subscribe('a', () => {
      throw new Error('a listener that throws');
    });
    const inbox = await listen(bus, 'a');
    await bus.publish('a', '1');
    await bus.publish('a', '2');
    await expectInbox(inbox, ['1', '2']);
  });
}

function describeReentrance(open: () => Promise<BusUnderTest>): void {
  it('keeps the order for everyone when a listener publishes', async () => {
    const { bus } = await open();
    await bus.subscribe('a', (message) => {
      if (message === 'ping') void bus.publish('a', 'pong');
    });
    const inbox = await listen(bus, 'a');
    await bus.publish('a', 'ping');
    await expectInbox(inbox, ['ping', 'pong']);
  });

  it('lets a listener subscribe', async () => {
    const { bus } = await open();
    const later: string[] = [];
    const joined = Promise.withResolvers<unknown>();
    await bus.subscribe('a', (message) => {
      if (message === 'first') joined.resolve(bus.subscribe('a', (next) => void later.push(next)));
    });
    await bus.publish('a', 'first');
    await joined.promise;
    await bus.publish('a', 'second');
    await expectInbox(later, ['second']);
  });

  it('lets a listener end itself and another', async () => {
    const { bus } = await open();
    const ends: (() => Promise<void>)[] = [];
    const heard: string[] = [];
    const endAll = () => {
      heard.push('one of them');
      for (const end of ends) void end();
    };
    ends.push(await bus.subscribe('a', endAll), await bus.subscribe('a', endAll));
    const inbox = await listen(bus, 'a');
    await bus.publish('a', '1');
    await bus.publish('a', '2');
    await expectInbox(inbox, ['1', '2']);
    expect(heard).toEqual(['one of them']);
  });
}

function describeEnding(open: () => Promise<BusUnderTest>): void {
  it('delivers nothing more once ended, not even what was on its way', async () => {
    const { bus } = await open();
    const ended: string[] = [];
    const end = await bus.subscribe('a', (message) => void ended.push(message));
    const inbox = await listen(bus, 'a');
    const publishing = bus.publish('a', 'on its way');
    const ending = end();
    await Promise.all([publishing, ending]);
    await bus.publish('a', 'later');
    await expectInbox(inbox, ['on its way', 'later']);
    expect(ended).toEqual([]);
  });

  it('ends twice without harm to who subscribed in between', async () => {
    const { bus } = await open();
    const end = await bus.subscribe('a', () => {});
    await end();
    const inbox = await listen(bus, 'a');
    await end();
    await bus.publish('a', 'hello');
    await expectInbox(inbox, ['hello']);
  });

  it('ends with its signal', async () => {
    const { bus } = await open();
    const abort = new AbortController();
    const aborted: string[] = [];
    await bus.subscribe('a', (message) => void aborted.push(message), { signal: abort.signal });
    const inbox = await listen(bus, 'a');
    await bus.publish('a', 'before');
    await expectInbox(aborted, ['before']);
    abort.abort();
    await bus.publish('a', 'after');
    await expectInbox(inbox, ['before', 'after']);
    expect(aborted).toEqual(['before']);
  });

  it('rejects a subscription whose signal is aborted, with its reason', async () => {
    const { bus } = await open();
    const reason = new Error('gone');
    const subscribing = bus.subscribe('a', () => {}, { signal: AbortSignal.abort(reason) });
    await expect(subscribing).rejects.toBe(reason);
  });
}

function describeDisposal(open: () => Promise<BusUnderTest>): void {
  it('publishes nothing once disposed', async () => {
    const { bus } = await open();
    await bus[Symbol.asyncDispose]();
    await expect(bus.publish('a', 'hello')).resolves.toBeUndefined();
  });

  it('rejects subscriptions once disposed', async () => {
    const { bus } = await open();
    await bus[Symbol.asyncDispose]();
    await expect(bus.subscribe('a', () => {})).rejects.toBeInstanceOf(BusDisposedError);
  });

  it('disposes twice, and ends what is already over', async () => {
    const { bus } = await open();
    const end = await bus.subscribe('a', () => {});
    const stopGap = bus.onGap(() => {});
    await bus[Symbol.asyncDispose]();
    await bus[Symbol.asyncDispose]();
    await end();
    stopGap();
  });
}

function describeGaps(open: () => Promise<BusUnderTest>): void {
  it('is connected while its transport is', async () => {
    const { bus, peer } = await open();
    await expect.poll(() => [bus.isConnected, peer.isConnected]).toEqual([true, true]);
  });

  it('publishes and subscribes without error or delay while the transport is lost', async ({ skip }) => {
    const { bus, loseTransport } = await open();
    if (!loseTransport) return skip('its transport cannot be lost');
    await loseTransport();
    await expect(bus.publish('a', 'into the void')).resolves.toBeUndefined();
    const end = await bus.subscribe('a', () => {});
    await end();
  });

  it('tells gap listeners once the transport is back and subscriptions are live', async ({ skip }) => {
    const { bus, peer, loseTransport } = await open();
    if (!loseTransport) return skip('its transport cannot be lost');
    const inbox = await listen(bus, 'a');
    const removed: string[] = [];
    bus.onGap(() => void removed.push('gap'))();

    const restore = await loseTransport();
    const late = await listen(bus, 'a');
    await expect.poll(() => [bus.isConnected, peer.isConnected]).toEqual([false, false]);
    const isTold = Promise.all([bus, peer].map(nextGapWhenConnected));
    await restore();
    await isTold;
    await peer.publish('a', 'back');
    await expectInbox(inbox, ['back']);
    await expectInbox(late, ['back']);
    expect(removed).toEqual([]);
  });

  it('tells of gaps again and again while the transport is lost', async ({ skip }) => {
    const { bus, loseTransport } = await open();
    if (!loseTransport) return skip('its transport cannot be lost');
    const gaps: boolean[] = [];
    bus.onGap(() => void gaps.push(bus.isConnected));
    const restore = await loseTransport();
    await expect.poll(() => gaps.filter((isConnected) => !isConnected).length).toBeGreaterThan(2);
    await restore();
    await expect.poll(() => gaps.at(-1)).toBe(true);
  });
}

function nextGapWhenConnected(bus: Bus): Promise<void> {
  return new Promise((resolve) => {
    bus.onGap(() => bus.isConnected && resolve());
  });
}

async function listen(bus: Bus, topic: string): Promise<string[]> {
  const inbox: string[] = [];
  await bus.subscribe(topic, (message) => void inbox.push(message));
  return inbox;
}

async function expectInbox(inbox: string[], messages: string[]): Promise<void> {
  await expect.poll(() => inbox, { interval: 5, timeout: 4_000 }).toEqual(messages);
}

export interface BusUnderTest {
  bus: Bus;
  /** Another node's bus on the same transport; `bus` itself where there is only one process. */
  peer: Bus;
  /** Cuts both off and resolves to what brings the transport back; absent where it cannot be lost. */
  loseTransport?: () => Promise<() => Promise<void>>;
}
