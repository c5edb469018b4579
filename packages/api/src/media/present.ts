import type { Media as MediaTable } from '@dunlin/db';
import type { Selectable } from 'kysely';
import { createAddressToken } from './addresses.ts';
import type { StoredVariant } from './processing/task.ts';
import type { Media } from './schema.ts';

export const mediaColumns = [
  ...(['id', 'addressKey', 'kind', 'status', 'failure', 'altText', 'width', 'height'] as const),
  ...(['durationMs', 'blurhash', 'processing', 'variants'] as const),
] as const;

export type MediaRow = Pick<Selectable<MediaTable>, (typeof mediaColumns)[number]>;

/** What a row is shown as, which is made once in an epoch: rows of tweets are cached, and shown again and again. */
const shown = new WeakMap<MediaRow, { epoch: number; media: Media }>();

/** With addresses that last as long as the epoch of its owner. */
export function toMedia(row: MediaRow, epoch: number): Media {
  const known = shown.get(row);
  if (known?.epoch === epoch) return known.media;
  const token = createAddressToken(row.addressKey, epoch);
  const media = present(row, (variant) => `/api/media/${row.id}?${new URLSearchParams({ variant, token })}`);
  shown.set(row, { epoch, media });
  return media;
}

/** Media as moderators get them, whoever else may: their URLs need the access token of one. */
export function toStaffMedia(row: MediaRow): Media {
  return present(row, (variant) => `/api/admin/media/${row.id}?${new URLSearchParams({ variant })}`);
}

function present(row: MediaRow, urlOf: (variant: string) => string): Media {
  const variants = toStoredVariants(row).map(({ name, type, width, height }) => {
    return { name, url: urlOf(name), width, height, type };
  });
  const poster = variants.find(({ name }) => name === 'poster.jpg');
  const { id, altText, width, height, durationMs, blurhash } = row;
  // `as`: what the constraints of the table allow.
  const { kind, status, failure, processing } = row as Pick<
    Media,
    'kind' | 'status' | 'failure' | 'processing'
  >;
  return {
    ...{ id, kind, status, failure, altText, width, height, durationMs, blurhash, processing },
    url: variants[0]?.url ?? null,
    posterUrl: poster?.url ?? null,
    variants,
  };
}

export function toStoredVariants({ variants }: Pick<MediaRow, 'variants'>): StoredVariant[] {
  // `as`: processMedia writes nothing else into the column.
  return variants as unknown as StoredVariant[];
}
