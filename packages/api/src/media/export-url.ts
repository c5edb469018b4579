import type { Cursors } from '../core/pagination.ts';

const validMs = 3_600_000;
const purpose = 'media.export';

/** A URL by which the bytes of media can be read for an hour, though its owner is suspended: whoever has it is the owner. */
export function createExportUrl(cursors: Cursors, mediaId: string): string {
  const ticket = cursors.encode(purpose, `${mediaId}:${Date.now() + validMs}`);
  return `/api/media/${mediaId}?${new URLSearchParams({ ticket })}`;
}

/** Whether a ticket of such a URL is for this media, and not over. */
export function isValidTicket(cursors: Cursors, ticket: string, mediaId: string): boolean {
  try {
    const [id, endsAt] = cursors.decode(purpose, ticket).split(':');
    return id === mediaId && Number(endsAt) > Date.now();
  } catch {
    return false;
  }
}
