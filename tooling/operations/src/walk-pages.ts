import { z } from 'zod';

/** Items of the pages that are measured. */
export const pageLimit = 20;
const longest = 100;
/** A list that is longer is read no further. */
const maxPages = 300;
const measured = 50;

export type PageName = 'first' | '50th' | 'last';
export type Cursor = string | undefined;

const Page = z.object({ nextCursor: z.string().nullish() });

/** Finds where the pages begin that are measured, by reading the list in as long pages as it gives. */
export async function walkPages(
  read: (page: { limit: number; cursor: Cursor }) => Promise<string>,
): Promise<Map<PageName, Cursor>> {
  const pages = new Map<PageName, Cursor>([['first', undefined]]);
  const next = async (limit: number, cursor: Cursor) =>
    Page.parse(JSON.parse(await read({ limit, cursor }))).nextCursor ?? undefined;
  const beforeMeasured = (measured - 1) * pageLimit;
  let [cursor, seen] = [undefined as Cursor, 0];
  for (let page = 0; page < maxPages; page += 1) {
    const limit = seen < beforeMeasured ? Math.min(longest, beforeMeasured - seen) : longest;
    const following = await next(limit, cursor);
    if (following === undefined) break;
    cursor = following;
    seen += limit;
    if (seen === beforeMeasured) pages.set('50th', cursor);
  }
  // The last of the long pages, in short ones.
  for (let page = 0; page < longest / pageLimit; page += 1) {
    const following = await next(pageLimit, cursor);
    if (following === undefined) break;
    cursor = following;
  }
  if (cursor !== undefined && cursor !== pages.get('50th')) pages.set('last', cursor);
  return pages;
}
