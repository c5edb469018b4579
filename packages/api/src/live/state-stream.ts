import { createHash } from 'node:crypto';
import { tracked } from '@trpc/server';
import { AppError } from '../core/errors.ts';
import { encodeJson } from '../core/shared-json.ts';
import { parseBase36 } from './snapshot.ts';
import { createWakeUp, type Waking } from './wake-up.ts';

export interface StateStream<State extends object, Changed, Gone> extends Waking {
  lastEventId: string | undefined;
  /** What is told of. */
  ids: readonly string[];
  /** How often it is looked at, at most, in milliseconds: what changes meanwhile is told of once. */
  restMs: number;
  /** Asked at each sweep, in case the hint of the session's end was lost. @throws AppError SESSION_ENDED */
  assertSession(): Promise<void>;
  /** How the ids stand, by id; what is gone is absent. Called after `listen`. */
  read(ids: readonly string[]): Promise<ReadonlyMap<string, State>>;
  /** The event that tells how something stands. */
  present(state: State): Changed;
  /** The event that tells that something is gone; without it nothing ever is. */
  presentGone?(id: string): Gone;
}

/**
 * How things stand, and how each stands anew when that changes: a state that was followed by another may be left out, the last is
 * never. The id of an event tells how all of them stand that its reader has had, so that one who comes back is told
 * nothing if nothing has changed, and everything if anything has.
 *
 * @throws AppError INVALID_EVENT_ID, REQUEST_ABORTED or SESSION_ENDED
 */
export async function* streamStates<State extends object, Changed, Gone = never>(
  stream: StateStream<State, Changed, Gone>,
) {
  const had = stream.lastEventId ? parseDigest(stream.lastEventId) : undefined;
  using wakeUp = createWakeUp(stream);
  const told = createTold<State>();
  const event = (data: Changed | Gone | { type: 'checkpoint' }) => tracked(told.digest.toString(36), data);

  const begin = await stream.read(stream.ids);
  if (had !== undefined) for (const id of stream.ids) told.note(id, begin.get(id));
  if (told.digest !== had) {
    told.forget();
    yield* tell(stream.ids, begin);
  }
  wakeUp.throwIfEnded();
  yield event({ type: 'checkpoint' });

  for (;;) {
    const hinted = await wakeUp.next(stream);
    if (hinted === 'sweep') await stream.assertSession();
    const ids = hinted === 'sweep' ? stream.ids : hinted;
    yield* tell(ids, await stream.read(ids));
  }

  function* tell(ids: readonly string[], states: ReadonlyMap<string, State>) {
    for (const id of ids) {
      wakeUp.throwIfEnded();
      const state = states.get(id);
      if (!told.note(id, state)) continue;
      const data = state ? stream.present(state) : stream.presentGone?.(id);
      if (data) yield event(data);
    }
  }
}

/** How things stood when they were told of last. */
function createTold<State extends object>() {
  const known = new Map<string, { state: State | undefined; digest: bigint }>();
  let digest = 0n;
  return {
    /** Of all together, whatever their order. */
    get digest() {
      return digest;
    },
    /** @returns whether it stood otherwise, or was not known. */
    note(id: string, state: State | undefined): boolean {
      const before = known.get(id);
      if (before && before.state === state) return false;
      const after = { state, digest: digestOf(id, state) };
      known.set(id, after);
      digest = BigInt.asUintN(63, digest + after.digest - (before?.digest ?? 0n));
      return before?.digest !== after.digest;
    },
    forget() {
      known.clear();
      digest = 0n;
    },
  };
}

function digestOf(id: string, state: object | undefined): bigint {
  const hash = createHash('sha256').update(`${id} `);
  if (state) hash.update(encodeJson(state));
  return BigInt.asUintN(63, hash.digest().readBigUInt64BE());
}

/** @throws AppError INVALID_EVENT_ID */
function parseDigest(eventId: string): bigint {
  if (!/^[0-9a-z]{1,13}$/.test(eventId)) throw new AppError('INVALID_EVENT_ID');
  return parseBase36(eventId);
}
