import { networkError, toDunlinError } from '../error-answer.ts';
import type { Internals } from '../internals.ts';
import type { Session } from '../session.ts';
import type { SignIn } from '../sign-in.ts';
import { createBlame, isPassing } from './outbox-failure.ts';
import type { OutboxIndex } from './outbox-index.ts';
import type { OutboxStore } from './outbox-store.ts';
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
  const { store, index, internals, removed, sending, onSent, onRefused, now } = options;
  const isItsOwnFault = createBlame(now);

  const refuse = async (refused: RefusedWrite): Promise<void> => {
    await onRefused(refused);
    // Those that depend on it find nothing that they could refer to, when it is their turn.
    await drop(options, refused.id);
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
    if (id === undefined) return drop(options, write.id);
    // `as`: nobody reads the input of what is done, and no app should find it in the store.
    const answered = { ...write, input: {}, answer: { id, at: now() } } as OutboxWrite;
    await store.set(write.id, answered);
    index.note(write.id, answered);
  };

  const settle = async (waiting: OutboxWrite, owner: SignIn, signal: AbortSignal) => {
    const answers = await readAnswers(store, waiting);
    const [missing] = referencesIn(waiting.input).filter((id) => !answers.has(id));
    if (missing !== undefined) {
      const other = await store.get(missing);
      const isToCome = missing < waiting.id && other?.userId === waiting.userId;
      if (!isToCome) return refuse({ ...waiting, reason: 'depends', on: missing });
      // Nothing has told of it yet; it is the next now.
      return index.note(missing, other);
    }
    const { sentAt = now() } = waiting;
    const age = now() - sentAt;
    // A clock that was set back says nothing of how long ago it was.
    if (age > resendableMs || age < -clockSlackMs) return refuse({ ...waiting, reason: 'unknown' });
    // What has not left the device is not marked as sent.
    if (internals.line.view.state === 'offline') throw networkError('The device is offline.');
    // `as`: of the same path.
    const write = { ...waiting, sentAt, input: resolveReferences(waiting.input, answers) } as OutboxWrite;
    if (waiting.sentAt === undefined) await store.set(write.id, write);
    // Meanwhile, which the `set` has undone.
    if (removed.has(write.id)) return drop(options, write.id);
    sending.add(write.id);
    const { answer, error } = await send(write, owner, signal).finally(() => sending.delete(write.id));
    // `as`: what an operation answers and fails with are those of its path.
    if (error) return refuse({ ...write, reason: 'refused', error } as RefusedWrite);
    await onSent({ ...write, answer } as SentWrite); // `as`: likewise
    await keepAnswer(write, answer);
  };

  return async (signal) => {
    const owner = await whoIsSignedIn(internals.session);
    await index.refresh();
    await forgetAnswers(options);
    for (;;) {
      signal.throwIfAborted();
      const id = index.first(owner.tokens?.userId ?? '');
      if (id === undefined) return;
      const write = await store.get(id);
      // Another tab may have been there.
      if (!write || write.answer) index.note(id, write);
      else await settle(write, owner, signal);
    }
  };
}

/** Of what a write refers to, as far as the same account has it. */
async function readAnswers(store: OutboxStore, { input, userId }: OutboxWrite): Promise<Answers> {
  const answers = new Map<string, string>();
  for (const id of referencesIn(input)) {
    const other = await store.get(id);
    if (other?.answer && other.userId === userId) answers.set(id, other.answer.id);
  }
  return answers;
}

async function forgetAnswers(options: SendWritesOptions): Promise<void> {
  for (const id of options.index.forgettable(options.now() - answerKeptMs)) await drop(options, id);
}

async function drop({ store, index }: SendWritesOptions, id: string): Promise<void> {
  await store.delete(id);
  index.note(id, undefined);
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
  index: OutboxIndex;
  /** Ids of what the app has removed. */
  removed: ReadonlySet<string>;
  /** Ids of what is on its way. */
  sending: Set<string>;
  onSent: (sent: SentWrite) => unknown;
  onRefused: (refused: RefusedWrite) => unknown;
  now: () => number;
}
