import { AppError } from '../core/errors.ts';

/** A snapshot as Postgres writes it, `xmin:xmax:xip,…`: which transactions had ended when it was taken. */
export type Snapshot = string;

/** A snapshot of more open transactions is formatted as one of these only, taken before the next of them began. */
const maxOpen = 64;
const maxNumber = 2n ** 63n - 1n;

const number = '[0-9a-z]{1,13}';
export const snapshotPattern = `${number}(?:\\.${number}){1,${maxOpen + 1}}`;

/** Shorter than Postgres's text: its numbers in ascending order, each but the first as the difference from the one before. */
export function formatSnapshot(snapshot: Snapshot): string {
  const { xmin, open, xmax } = split(snapshot);
  const numbers = [xmin, ...open, xmax].slice(0, maxOpen + 2);
  return numbers.map((value, index) => (value - (numbers[index - 1] ?? 0n)).toString(36)).join('.');
}

/** @throws AppError INVALID_EVENT_ID when Postgres would refuse the snapshot. */
export function parseSnapshot(text: string): Snapshot {
  let last = 0n;
  const numbers = text.split('.').map((difference) => {
    last += parseBase36(difference);
    return last;
  });
  const [xmin = last, ...open] = numbers.slice(0, -1);
  const isValid = isTransactionId(xmin) && isTransactionId(last) && open.every((value) => value < last);
  if (!isValid) throw new AppError('INVALID_EVENT_ID');
  return `${xmin}:${last}:${open.join(',')}`;
}

/** Whether a snapshot was taken after another, or from another database. */
export function isAhead(snapshot: Snapshot, other: Snapshot): boolean {
  return split(snapshot).xmax > split(other).xmax;
}

/** @throws AppError INVALID_EVENT_ID when it has more than 63 bits. */
export function parseBase36(text: string): bigint {
  const value = [...text].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n);
  if (value > maxNumber) throw new AppError('INVALID_EVENT_ID');
  return value;
}

/** The lower half of a transaction's id is what Postgres once called the whole; 0 stands for none. */
function isTransactionId(value: bigint): boolean {
  return value <= maxNumber && BigInt.asUintN(32, value) !== 0n;
}

function split(snapshot: Snapshot): { xmin: bigint; open: bigint[]; xmax: bigint } {
  const [xmin = 0n, xmax = 0n, ...open] = snapshot.split(/[:,]/).filter(Boolean).map(BigInt);
  return { xmin, open, xmax };
}
