import { createCipheriv, createDecipheriv, createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { AppError } from './errors.ts';

/** Items of a page at most. */
export const longestPage = 100;

const macBytes = 16;
const algorithm = 'aes-256-ctr';

export const PageInput = z
  .object({
    limit: z.number().int().min(1).max(longestPage).default(20).describe('Items at most.'),
    cursor: z.string().min(1).max(500).optional().describe('nextCursor of the page before.'),
  })
  .meta({ id: 'PageInput' });

/** A page of items; nextCursor is null on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

export type PageRequest = z.output<typeof PageInput>;

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/**
 * Positions in a list, encrypted and authenticated: a position can be that of a row which the viewer may not see. A cursor is
 * valid only for the list (endpoint and filter) it came from.
 */
export interface Cursors {
  encode(list: string, position: string): string;
  /** @throws AppError INVALID_CURSOR when forged, cut or of another list. */
  decode(list: string, cursor: string): string;
}

/** SIV: the MAC of list and position is the initialization vector that the position is encrypted with, so equal cursors are equal. */
export function createCursors(secret: Buffer): Cursors {
  const macKey = createSecretKey(secret);
  const cipherKey = createSecretKey(createHmac('sha256', secret).update('encryption').digest());
  const sign = (list: string, position: string) =>
    createHmac('sha256', macKey).update(`${list}\n${position}`).digest().subarray(0, macBytes);
  // The same page is read again and again, and this would be the dearest part of reading it.
  const encoded = new LRUCache<string, string>({ max: 20_000 });
  return {
    encode(list, position) {
      const key = `${list}\n${position}`;
      const known = encoded.get(key);
      if (known !== undefined) return known;
      const mac = sign(list, position);
      const cipher = createCipheriv(algorithm, cipherKey, mac);
      const cursor = Buffer.concat([mac, cipher.update(position), cipher.final()]).toString('base64url');
      encoded.set(key, cursor);
      return cursor;
    },
    decode(list, cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      const mac = bytes.subarray(0, macBytes);
      if (bytes.length <= macBytes || bytes.toString('base64url') !== cursor)
        throw new AppError('INVALID_CURSOR');
      const position = createDecipheriv(algorithm, cipherKey, mac)
        .update(bytes.subarray(macBytes))
        .toString();
      if (!timingSafeEqual(mac, sign(list, position))) throw new AppError('INVALID_CURSOR');
      return position;
    },
  };
}

/** Where a list ordered by id goes on. */
export interface Position {
  /** The id of the last row of the page before; undefined for the first page. */
  last: string | undefined;
  limit: number;
  /** Whether rows are best passed over here that the viewer may not see: they have left the page short. */
  passesOver?: boolean;
}

/** Reads of one page at most, when items that the viewer may not see leave it short. */
const maxReads = 4;

/** Reads one row more than the page to know whether another follows, and reads on where rows give no items. */
export async function listPage<Row extends { id: string }, Item>(
  ctx: { cursors: Cursors },
  input: PageRequest,
  options: {
    /** Endpoint and filter that the cursor is bound to. */
    list: string;
    read: (position: Position) => Promise<Row[]>;
    /** May leave rows out. */
    present: (rows: Row[]) => Promise<Item[]>;
  },
): Promise<Page<Item>> {
  const { list, read, present } = options;
  let last = input.cursor === undefined ? undefined : ctx.cursors.decode(list, input.cursor);
  const items: Item[] = [];
  for (let reads = 0; reads < maxReads; reads++) {
    const missing = input.limit - items.length;
    const rows = await read({ last, limit: missing + 1, passesOver: reads > 0 });
    const page = rows.slice(0, missing);
    items.push(...(await present(page)));
    const end = page.at(-1);
    if (!end || rows.length <= missing) return { items, nextCursor: null };
    last = end.id;
    if (items.length === input.limit) break;
  }
  return { items, nextCursor: last === undefined ? null : ctx.cursors.encode(list, last) };
}
