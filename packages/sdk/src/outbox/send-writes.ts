import { networkError, toDunlinError } from '../error-answer.ts';
import type { Internals } from '../internals.ts';
import type { Session } from '../session.ts';
import type { SignIn } from '../sign-in.ts';
import { createBlame, isPassing } from './outbox-failure.ts';
import { inOrder, type OutboxStore } from './outbox-store.ts';
import type { OutboxWrite, RefusedWrite, SentWrite } from './outbox-write.ts';
import { referencesIn, resolveReferences } from './references.ts';

/** A server knows a write again for a day; the rest is for clocks that differ. */
const resendableMs = 23 * 3_600_000;
const clockSlackMs = 3_600_000;
/** How long the id that a write was answered with is kept for those that refer to it. */
const answerKeptMs = 3_600_000;

/**
 * Sends what waits of whoever is signed in, one after the other. Throws when the line or the session is in the way, or a listener
 * does: then the write waits on, and is told of again.
 */
export function createSendWrites(options: SendWritesOptions): (signal: AbortSignal) => Promise<void> {
  const { store, internals, removed, sending, onSent, onRefused, now } = options;
  const isItsOwnFault = createBlame(now);

  const refuse = async (refused: RefusedWrite): Promise<void> => {
    // Those that depend on it go first: should this be cut off, it is refused once more.
    const dependants = (await store.list()).filter(({ input }) => referencesIn(input).includes(refused.id));
    for (const write of dependants) await refuse({ ...write, reason: 'depends', on: refused.id });
    await onRefused(refused);
    await store.remove(refused.id);
  };

  const send = async (write: OutboxWrite, owner: SignIn, signal: AbortSignal) => {
    // Each time it is sent, its age is looked at first.
    const retry = { ...internals.retry, maxRetries: 0 };
    const own = { owner: Promise.resolve(owner), idempotencyKey: write.id, signal, retry };
    try {
      return { answer: await internals.call({ path: write.path, isWrite: true }, write.input, own) };
    } catch (cause) {
      const error = toDunlinError(cause);
      if (isPassing(error) && !isItsOwnFault(write.id, error)) throw error;
      return { error };
    }
  };

  const keepAnswer = async (write: OutboxWrite, answer: unknown) => {
    const { id } = Object(answer) as { id?: string }; // `as`: what was created has one
    if (id === undefined) await store.remove(write.id);
    // `as`: nobody reads the input of what is done, and no app should find it in the store.
    else await store.put({ ...write, input: {}, answer: { id, at: now() } } as OutboxWrite);
  };

  const settle = async (waiting: OutboxWrite, answers: Answers, owner: SignIn, signal: AbortSignal) => {
    const [missing] = referencesIn(waiting.input).filter((id) => !answers.has(id));
    if (missing !== undefined) return refuse({ ...waiting, reason: 'depends', on: missing });
    const { sentAt = now() } = waiting;
    const age = now() - sentAt;
    // A clock that was set back says nothing of how long ago it was.
    if (age > resendableMs || age < -clockSlackMs) return refuse({ ...waiting, reason: 'unknown' });
    // What has not left the device is not marked as sent.
    if (internals.line.view.state === 'offline') throw networkError('The device is offline.');
    // `as`: of the same path.
    const write = { ...waiting, sentAt, input: resolveReferences(waiting.input, answers) } as OutboxWrite;
    if (waiting.sentAt === undefined) await store.put(write);
    // Meanwhile, which the `put` has undone.
    if (removed.has(write.id)) return store.remove(write.id);
    sending.add(write.id);
    const { answer, error } = await send(write, owner, signal).finally(() => sending.delete(write.id));
    // `as`: what an operation answers and fails with are those of its path.
    if (error) return refuse({ ...write, reason: 'refused', error } as RefusedWrite);
    await onSent({ ...write, answer } as SentWrite); // `as`: likewise
    await keepAnswer(write, answer);
  };

  return async (signal) => {
    const owner = await whoIsSignedIn(internals.session);
    for (;;) {
      signal.throwIfAborted();
      const all = inOrder(await store.list());
      for (const { id, answer } of all)
        if (answer && now() - answer.at > answerKeptMs) await store.remove(id);
      const writes = all.filter(({ userId }) => userId === owner.tokens?.userId);
      const first = writes.find(({ answer }) => !answer);
      if (!first) return;
      const answers = new Map(writes.flatMap(({ id, answer }) => (answer ? [[id, answer.id]] : [])));
      await settle(first, answers, owner, signal);
    }
  };
}

/** As the storage says, which another tab may have changed. */
async function whoIsSignedIn(session: Session): Promise<SignIn> {
  await session.tokensOf(await session.owner()).catch(() => {});
  return session.owner();
}

/** Ids that writes were answered with. */
type Answers = ReadonlyMap<string, string>;

export interface SendWritesOptions {
  internals: Internals;
  store: OutboxStore;
  /** Ids of what the app has removed. */
  removed: ReadonlySet<string>;
  /** Ids of what is on its way. */
  sending: Set<string>;
  onSent: (sent: SentWrite) => unknown;
  onRefused: (refused: RefusedWrite) => unknown;
  now: () => number;
}
