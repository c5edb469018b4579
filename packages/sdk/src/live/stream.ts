import { createStop, orAbort, type Stop } from '../abort.ts';
import type { DunlinError } from '../dunlin-error.ts';
import { isTokenRejection, isTransient, toDunlinError } from '../error-answer.ts';
import type { Line } from '../line.ts';
import { backoffMs, delay, type RetryOptions } from '../retry.ts';
import type { Session } from '../session.ts';
import type { SignIn } from '../sign-in.ts';
import { createItemMemory } from './item-memory.ts';
import type { LiveMessage, Subscribe } from './subscribe.ts';

/** A server that fails this often in a row will not recover by itself. */
const maxServerFailures = 5;

/** The events of a subscription, for as long as its sign-in lasts: reconnecting, resuming, each item once. */
export type Stream = (
  path: string,
  input: { lastEventId?: string },
  signal?: AbortSignal,
) => AsyncGenerator<LiveEvent, void, undefined>;

export type LiveEvent = { id: string } & LiveMessage['data'];

export function createStream({ session, ...connecting }: StreamOptions): Stream {
  async function* read(run: StreamRun, left: Stop) {
    left.follow(run.signal);
    const stop = createStop(left.signal);
    let unwatch = () => {};
    try {
      unwatch = session.watch();
      const signIn = await orAbort(run.owner, stop.signal);
      stop.follow(signIn.ended);
      yield* reconnect({ session, ...connecting }, run, signIn, stop.signal);
    } catch (error) {
      // Whoever has left has no use for an error.
      if (!left.signal.aborted) throw toDunlinError(error, stop.signal);
    } finally {
      unwatch();
      stop.release();
      left.release();
    }
  }
  return (path, input, signal) => {
    const left = createStop();
    const owner = session.owner();
    owner.catch(() => {});
    return endingAtOnce(read({ path, input, owner, signal }, left), left);
  };
}

async function* reconnect(
  { subscribe, session, line, retry }: StreamOptions,
  { path, input }: StreamRun,
  signIn: SignIn,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent, void, undefined> {
  let { lastEventId } = input;
  let rejected: { accessToken: string; error: DunlinError } | undefined;
  const isNew = createItemMemory();

  for (let failures = 0; ; failures++) {
    let accessToken: string | undefined;
    let askedToWaitMs = 0;
    try {
      if (rejected) await orAbort(session.renew(signIn, rejected.accessToken, rejected.error), signal);
      rejected = undefined;
      accessToken = await orAbort(session.accessToken(signIn), signal);
      signal.throwIfAborted();
      const resumed = lastEventId === undefined ? input : { ...input, lastEventId };
      for await (const message of subscribe({ path, input: resumed, accessToken, signal })) {
        signal.throwIfAborted();
        line.heard();
        failures = 0;
        lastEventId = message.id;
        if (isNew(message)) yield { id: message.id, ...message.data };
        signal.throwIfAborted();
      }
    } catch (cause) {
      const error = toDunlinError(cause, signal);
      if (signal.aborted) throw error;
      line.failed(error);
      if (accessToken !== undefined && isTokenRejection(error)) rejected = { accessToken, error };
      else if (!mayResume(error, failures)) throw error;
      askedToWaitMs = error.retryAfterMs ?? 0;
    }
    await delay(askedToWaitMs, signal);
    // As at first, once the device is online again: what it cannot reach right then it may at once.
    if (await line.wait(backoffMs(failures, retry), signal)) failures = -1;
    signal.throwIfAborted();
  }
}

function mayResume(error: DunlinError, failures: number): boolean {
  if (error.code === 'TOO_MANY_SUBSCRIPTIONS') return false;
  if (error.code === 'INTERNAL') return failures < maxServerFailures;
  return isTransient(error) || error.code === 'REQUEST_ABORTED';
}

/** A generator by itself returns only once it has what it waits for, which on an idle stream is never. */
function endingAtOnce<Value>(
  events: AsyncGenerator<Value, void, undefined>,
  left: Stop,
): AsyncGenerator<Value, void, undefined> {
  const end = events.return.bind(events);
  const fail = events.throw.bind(events);
  const leave = () => {
    left.abort(undefined);
    left.release();
  };
  return Object.assign(events, {
    return() {
      leave();
      return end();
    },
    throw(error: unknown) {
      leave();
      return fail(error);
    },
  });
}

interface StreamRun {
  path: string;
  input: { lastEventId?: string };
  owner: Promise<SignIn>;
  signal: AbortSignal | undefined;
}

interface StreamOptions {
  subscribe: Subscribe;
  session: Session;
  line: Line;
  retry: RetryOptions;
}
