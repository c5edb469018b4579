/** What a tweet is called until the server has given it an id. */
export const provisionalPrefix = 'provisional:';

/** Ids are decimal numbers that grow with time, and too large for a number; what has none yet is the newest. */
export function compareIds(a: string, b: string): number {
  const isNewest = Number(a.startsWith(provisionalPrefix)) - Number(b.startsWith(provisionalPrefix));
  if (isNewest !== 0) return isNewest;
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}
