import { tracked } from '@trpc/server';
import { AppError } from '../core/errors.ts';

/** Additions presented together; a slow reader of many gets the later ones as they are by then. */
const presentedAtOnce = 100;
/** More hinted ids than this are read by a sweep instead. */
const maxHintedIds = 200;

/** What has been added to a list, read in one statement together with the horizon it was true at. */
export interface Additions {
  /** Every transaction before this one has ended: whatever it added is in `ids` or was seen before. */
  horizon: string;
  /** Ids added by transactions at or after the horizon that was asked for. */
  ids: string[];
}

export interface LiveStream<Addition> {
  signal: AbortSignal | undefined;
  lastEventId: string | undefined;
  sweepMs: number;
  /** So many unsent additions, and more may be gone from the list. */
  maxAdditions: number;
  /** Calls wake with the id that a hint named, or with nothing when there may be anything. Returns how to stop. */
  listen(wake: (id?: string) => void): () => void;
  /** Calls end when the viewer's session has ended. Returns how to stop. */
  onSessionEnd(end: () => void): () => void;
  /** Asked at each sweep, in case the hint of the session's end was lost. @throws AppError SESSION_ENDED */
  assertSession(): Promise<void>;
  readSince(horizon: string | undefined): Promise<Additions>;
  /** Those of the ids that are in the list. */
  pick(ids: readonly string[]): Promise<string[]>;
  /** The events that tell of them; ids may be left out. */
  present(ids: readonly string[]): Promise<Addition[]>;
}

/** An addition names its type, and holds its item under that name. */
export type LiveEvent<Addition> =
  /** All that came before has been sent; a client that has only this to resume from misses nothing. */
  | { type: 'checkpoint' }
  /** More was missed than the server kept: read the list again. */
  | { type: 'gap' }
  | Addition;

/**
 * Additions to a list as they are committed, each at least once, with an event id to resume from.
 *
 * An id taken from a sequence or clock is taken before commit, so "greater than the last one" skips late committers. The
 * event id is therefore a horizon: the oldest transaction still open when the list was last read whole. In order:
 * 1. listen to hints, before anything is read, so that nothing falls between reading and listening;
 * 2. read all that was added since lastEventId;
 * 3. on each hint, read the ids it names; every sweepMs, or when hints may be lost, read all since the last horizon.
 *
 * @throws AppError INVALID_EVENT_ID, REQUEST_ABORTED or SESSION_ENDED
 */
export async function* streamAdditions<Addition extends { type: string }>(stream: LiveStream<Addition>) {
  const { lastEventId } = stream;
  if (lastEventId !== undefined && !/^[1-9]\d{0,18}$/.test(lastEventId))
    throw new AppError('INVALID_EVENT_ID');
  using wakeUp = createWakeUp(stream);
  const first = await stream.readSince(lastEventId);
  if (BigInt(lastEventId ?? 0) > BigInt(first.horizon)) throw new AppError('INVALID_EVENT_ID');
  let horizon = first.horizon;
  let sent = new Set(lastEventId === undefined ? first.ids : []);
  const toEvents = async function* (ids: readonly string[]) {
    const fresh = ids.filter((id) => !sent.has(id));
    if (fresh.length >= stream.maxAdditions) yield event(horizon, { type: 'gap' });
    for (let start = 0; start < fresh.length; start += presentedAtOnce) {
      wakeUp.throwIfEnded();
      const chunk = fresh.slice(start, start + presentedAtOnce);
      for (const id of chunk) sent.add(id);
      for (const addition of await stream.present(chunk)) yield event(horizon, addition);
    }
  };
  const event = (id: string, data: LiveEvent<Addition>) => tracked(id, data);

  if (lastEventId !== undefined) {
    horizon = lastEventId;
    yield* toEvents(first.ids);
    horizon = first.horizon;
  }
  wakeUp.throwIfEnded();
  yield event(horizon, { type: 'checkpoint' });

  for (;;) {
    const hinted = await wakeUp.next();
    if (hinted === 'sweep') {
      await stream.assertSession();
      const additions = await stream.readSince(horizon);
      yield* toEvents(additions.ids);
      sent = new Set(additions.ids);
      if (additions.horizon !== horizon) yield event(additions.horizon, { type: 'checkpoint' });
      horizon = additions.horizon;
    } else {
      yield* toEvents(await stream.pick(hinted));
    }
  }
}

/** The row of a statement that always has one. */
export function onlyRow<Row>(rows: readonly Row[]): Row {
  const [row] = rows;
  if (row === undefined) throw new Error('the statement returned no row');
  return row;
}

/** Collects hints until they are asked for; a bounded set, so a slow reader costs one sweep and no memory. */
function createWakeUp({ signal, sweepMs, listen, onSessionEnd }: Waking) {
  let hinted = new Set<string>();
  let sweep = false;
  let failure: unknown;
  let wake = Promise.withResolvers<void>();

  const fail = (error: unknown) => {
    failure ??= error;
    wake.resolve();
  };
  const onHint = (id?: string) => {
    if (id === undefined || hinted.size >= maxHintedIds) sweep = true;
    else hinted.add(id);
    wake.resolve();
  };
  const onAbort = () => fail(new AppError('REQUEST_ABORTED'));
  const stops = [listen(onHint), onSessionEnd(() => fail(new AppError('SESSION_ENDED')))];
  const timer = setInterval(() => onHint(), sweepMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (signal?.aborted) onAbort();

  const throwIfEnded = () => {
    if (failure) throw failure;
  };

  return {
    throwIfEnded,
    /** Waits for hints. @throws AppError REQUEST_ABORTED or SESSION_ENDED */
    async next(): Promise<'sweep' | string[]> {
      if (!sweep && hinted.size === 0 && !failure) await wake.promise;
      throwIfEnded();
      const ids = [...hinted];
      const whole = sweep;
      hinted = new Set();
      sweep = false;
      wake = Promise.withResolvers();
      return whole ? 'sweep' : ids;
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      signal?.removeEventListener('abort', onAbort);
      for (const stop of stops) stop();
    },
  };
}

type Waking = Pick<LiveStream<never>, 'signal' | 'sweepMs' | 'listen' | 'onSessionEnd'>;
