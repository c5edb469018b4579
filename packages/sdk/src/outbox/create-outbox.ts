import type { DunlinClient, DunlinError } from '@dunlin/sdk';
import { toDunlinError } from '../error-answer.ts';
import { internalsOf } from '../internals.ts';
import { randomKey } from '../random-key.ts';
import { createTurns } from '../turns.ts';
import { createOutboxIndex } from './outbox-index.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { InputOf, OutboxPath, OutboxWrite, RefusedWrite, SentWrite } from './outbox-write.ts';
import { createPasses } from './passes.ts';
import { referencesIn, referenceTo } from './references.ts';
import { createSendWrites } from './send-writes.ts';
import { signInFirst } from './sign-in-first.ts';

export interface OutboxOptions {
  store: OutboxStore;
  /** Told of each write that will not be sent any more, and why; again, when it throws. */
  onRefused: (refused: RefusedWrite) => unknown;
  /** Told of each write that has been done; again, when it throws, or when the app ended in between. */
  onSent?: ((sent: SentWrite) => unknown) | undefined;
  /** Told when writes must wait on, such as for want of a line. */
  onDelay?: ((error: DunlinError) => void) | undefined;
  /** The clock, in Unix milliseconds. */
  now?: (() => number) | undefined;
}

export interface Outbox {
  /** Keeps a write of whoever is signed in; it is sent after those before it. Resolves as soon as it is kept. */
  add<Path extends OutboxPath>(path: Path, input: InputOf<Path>): Promise<AddedWrite>;
  /** What waits, of all accounts, in order. */
  list(): Promise<OutboxWrite[]>;
  /** Forgets a write; resolves to false when this tab has it on its way already. */
  remove(id: string): Promise<boolean>;
  /** Sends what waits now, instead of when it is time to try again. Resolves when nothing of whoever is signed in waits. */
  flush(): Promise<void>;
  /** Sends no more; what waits stays in the store. */
  stop(): void;
}

export interface AddedWrite {
  id: string;
  /** Stands for the id that the answer will have, in the inputs of later writes that are added until an hour after this one was done. */
  answerId: string;
}

/**
 * Writes that are kept until they are done: sent in order when there is a line, also after a restart, once each, and only as the
 * account that made them.
 * @example
 * const outbox = createOutbox(client, { store: browserOutboxStore(), onRefused: showWhatWasLost });
 * const first = await outbox.add('tweets.create', { text: 'A thread, from a train.' });
 * await outbox.add('tweets.create', { text: 'Its second part.', replyToId: first.answerId });
 */
export function createOutbox(client: DunlinClient, options: OutboxOptions): Outbox {
  const { store, onRefused, onSent = () => {}, onDelay = () => {}, now = Date.now } = options;
  const internals = internalsOf(client);
  const inTurn = createTurns();
  const removed = new Set<string>();
  const sending = new Set<string>();
  const index = createOutboxIndex(store);
  const passes = createPasses({
    ...{ lockName: store.lockName, retry: internals.retry, line: internals.line.view, onDelay },
    send: createSendWrites({ internals, store, index, removed, sending, onRefused, onSent, now }),
  });
  passes.begin();
  // What another account left is sent when that one signs in again.
  const stopHearing = client.session.onChange(({ type }) =>
    type === 'refreshed' ? passes.begin() : passes.beginNow(),
  );
  return {
    add(path, input) {
      const owner = internals.session.owner();
      owner.catch(() => {});
      return inTurn(async () => {
        const userId = (await owner).tokens?.userId;
        if (userId === undefined) throw signInFirst();
        await index.refresh();
        const id = nextId([index.lastId, ...referencesIn(input)], now());
        // `as`: a write of this path, as JSON holds it.
        const write = { id, userId, path, input: JSON.parse(JSON.stringify(input)) } as OutboxWrite;
        await store.set(id, write);
        index.note(id, write);
        passes.begin();
        return { id, answerId: referenceTo(id) };
      }).catch((error) => {
        throw toDunlinError(error);
      });
    },
    async list() {
      index.doubt();
      await index.refresh();
      const writes = await Promise.all(index.waiting().map((id) => store.get(id)));
      return writes.filter((write) => write && !write.answer) as OutboxWrite[]; // `as`: those that are there
    },
    async remove(id) {
      const isInTime = !sending.has(id);
      removed.add(id);
      await store.delete(id);
      index.note(id, undefined);
      return isInTime;
    },
    flush() {
      index.doubt();
      return passes.flush();
    },
    stop() {
      stopHearing();
      index.stop();
      passes.stop();
    },
  };
}

/** Behind others, also when the clock has been set back. */
function nextId(others: readonly string[], time: number): string {
  const last = Math.max(...others.map((id) => Number(id.split('-')[0])));
  return `${String(Math.max(time, last + 1)).padStart(13, '0')}-${randomKey()}`;
}
