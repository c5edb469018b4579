/** When ids begin, in milliseconds: that of the function next_id. */
const epochMs = Date.UTC(2024, 0, 1);

/** What ids made at a time or later are not less than, from the beginning of ids to their end in 2093. */
export function firstIdAt(time: Date): string {
  const ms = Math.min(Math.max(0, time.getTime() - epochMs), 2 ** 41 - 1);
  return String(BigInt(ms) << 22n);
}
