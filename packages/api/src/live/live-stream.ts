import { tracked } from '@trpc/server';
import type { Additions, Range } from './additions.ts';
import { formatPosition, maxNamedIds, type Position, parsePosition } from './position.ts';
import { isAhead, type Snapshot } from './snapshot.ts';
import { createWakeUp, type Waking } from './wake-up.ts';

/** Additions presented together; a slow reader of many gets the later ones as they are by then. */
const presentedAtOnce = 100;

export interface LiveStream<Addition> extends Waking {
  lastEventId: string | undefined;
  /** So many unsent additions, and more may be gone from the list. */
  maxAdditions: number;
  /** The list is read so often, at most, in milliseconds; on each hint unless given. */
  restMs?: number;
  /** Asked at each sweep, in case the hint of the session's end was lost. @throws AppError SESSION_ENDED */
  assertSession(): Promise<void>;
  /** What was added within a range, by id. */
  read(range: Range): Promise<Additions>;
  /** Those of the ids that are in the list and not shown by the snapshot, by id. */
  pick(ids: readonly string[], since: Snapshot): Promise<string[]>;
  /** The events that tell of them, by id; ids may be left out. */
  present(ids: readonly string[]): Promise<Map<string, Addition>>;
}

/** An addition names its type, and holds its item under that name. */
export type LiveEvent<Addition> =
  /** All that came before has been sent; a client that has only this to resume from misses nothing. */
  | { type: 'checkpoint' }
  /** More was missed than the server kept: read the list again. */
  | { type: 'gap' }
  | Addition;

/**
 * Additions to a list as they are committed, each once. The id of an event tells what its reader has had (see position.ts), so
 * that the stream goes on exactly there.
 *
 * Ids taken from a sequence or clock are taken before commit: "greater than the last one" skips late committers, and the
 * snapshot of a read does not. In order:
 * 1. listen to hints, before anything is read, so that nothing falls between reading and listening;
 * 2. read all that was added since lastEventId;
 * 3. on each hint, read the ids it names; every sweepMs, when there are many, or when hints may be lost, read all since the
 *    last such read.
 *
 * @throws AppError INVALID_EVENT_ID, REQUEST_ABORTED or SESSION_ENDED
 */
export async function* streamAdditions<Addition extends { type: string }>(stream: LiveStream<Addition>) {
  const resumed = stream.lastEventId ? parsePosition(stream.lastEventId) : undefined;
  using wakeUp = createWakeUp(stream);
  const { now } = await stream.read({});
  let position: Position = resumed ?? { since: now, named: [] };
  const event = (data: LiveEvent<Addition>) => tracked(formatPosition(position), data);
  const isUnnamed = (id: string) => !position.named.includes(id);

  const send = async function* (ids: readonly string[]) {
    for (let start = 0; start < ids.length; start += presentedAtOnce) {
      wakeUp.throwIfEnded();
      const chunk = ids.slice(start, start + presentedAtOnce);
      const additions = await stream.present(chunk);
      for (const id of chunk) {
        const addition = additions.get(id);
        if (!addition) continue;
        position = advance(position, id);
        yield event(addition);
      }
    }
  };

  /** What remains of a backlog, then all since: neither grows, so a reader who is cut again and again comes to its end. */
  const catchUp = async function* () {
    const begun = position.backlog;
    const rest = begun && (await stream.read(position));
    const remaining = rest?.ids.filter(isUnnamed) ?? [];
    yield* send(remaining);
    if (begun) position = { since: begun.until, named: [] };
    const { now, ids, isCut } = await stream.read({ since: position.since });
    const unsent = ids.filter(isUnnamed);
    position = { ...position, backlog: { until: now, after: '0' } };
    const isFull = ids.length > 0 && remaining.length + ids.length >= stream.maxAdditions;
    if (isFull || isCut || rest?.isCut) yield event({ type: 'gap' });
    yield* send(unsent);
    position = { since: now, named: [] };
  };

  if (resumed && isAhead(resumed.backlog?.until ?? resumed.since, now)) {
    position = { since: now, named: [] };
    yield event({ type: 'gap' });
  } else if (resumed) yield* catchUp();
  wakeUp.throwIfEnded();
  yield event({ type: 'checkpoint' });

  for (;;) {
    const hinted = await wakeUp.next(stream);
    if (hinted === 'sweep') await stream.assertSession();
    if (hinted === 'sweep' || position.named.length + hinted.length > maxNamedIds) {
      const { since } = position;
      yield* catchUp();
      if (position.since !== since) yield event({ type: 'checkpoint' });
    } else {
      const ids = await stream.pick(hinted, position.since);
      yield* send(ids.filter(isUnnamed));
    }
  }
}

/** Once an event with this id has been sent. */
function advance(position: Position, id: string): Position {
  const { backlog, named } = position;
  if (backlog) return { ...position, backlog: { ...backlog, after: id } };
  return { ...position, named: [...named, id] };
}
