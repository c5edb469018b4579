import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import { formatSnapshot, parseBase36, parseSnapshot, type Snapshot, snapshotPattern } from './snapshot.ts';

/** More ids than this are not named: what was added is read whole instead. */
export const maxNamedIds = 20;

/** What the reader of a stream has had: all that `since` shows, and what the other fields tell of. */
export interface Position {
  since: Snapshot;
  /** Of what `until` shows and `since` does not: everything up to the id `after`. Nothing can join it any more. */
  backlog?: Backlog | undefined;
  /** Ids that hints named. */
  named: readonly string[];
}

export interface Backlog {
  until: Snapshot;
  after: string;
}

export const LastEventId = z
  .string()
  .max(1000)
  .optional()
  .describe('The id of the last event received; resumes after it.');

const id = '[0-9a-z]{1,13}';
const pattern = new RegExp(
  `^(${snapshotPattern})(?:~(${snapshotPattern})~(${id}))?((?:-${id}){0,${maxNamedIds}})$`,
);

/** As an event id: of letters that are safe in headers and URLs. */
export function formatPosition({ since, backlog, named }: Position): string {
  const format = (id: string) => BigInt(id).toString(36);
  const progress = backlog ? `~${formatSnapshot(backlog.until)}~${format(backlog.after)}` : '';
  return formatSnapshot(since) + progress + named.map((id) => `-${format(id)}`).join('');
}

/** @throws AppError INVALID_EVENT_ID */
export function parsePosition(eventId: string): Position {
  const [whole, since = '', until, after = '', named = ''] = pattern.exec(fromHorizon(eventId)) ?? [];
  if (whole === undefined) throw new AppError('INVALID_EVENT_ID');
  const parse = (id: string) => parseBase36(id).toString();
  return {
    since: parseSnapshot(since),
    backlog: until === undefined ? undefined : { until: parseSnapshot(until), after: parse(after) },
    named: named.split('-').slice(1).map(parse),
  };
}

/** Clients may keep event ids of former versions: a number, before which every transaction had ended. */
function fromHorizon(eventId: string): string {
  return /^[1-9]\d{0,18}$/.test(eventId) ? `${BigInt(eventId).toString(36)}.0` : eventId;
}
