import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Media as MediaTable } from '@dunlin/db';
import type { TestApp } from '@dunlin/harness';
import type { Insertable } from 'kysely';
import { beginUpload, completeUpload } from '../src/media/receive-upload.ts';
import type { Media } from '../src/media/schema.ts';
import { variantKey } from '../src/media/storage-keys.ts';

/** Uploads bytes as the server does once they have arrived; they are still processing. */
export async function upload(
  app: TestApp,
  owner: { id: string },
  bytes: Buffer,
  altText: string | null = null,
) {
  const { services } = app.api;
  const file = join(services.workFolder, randomUUID());
  await writeFile(file, bytes);
  const { id } = await beginUpload(services, { ownerId: owner.id, bytes: bytes.length });
  const ctx = app.api.createContext({ requestId: id });
  return completeUpload(ctx, { id, ownerId: owner.id, file, altText });
}

/** A row as an upload leaves it, without bytes, which nobody processes. */
export function insertUpload(
  app: TestApp,
  owner: { id: string },
  values: Partial<Insertable<MediaTable>> = {},
): Promise<{ id: string }> {
  return app.db
    .insertInto('media')
    .values({
      ...{ ownerId: owner.id, kind: 'image', contentType: 'image/jpeg', status: 'processing' },
      ...{ bytes: 1, receivedBytes: 1, ...values },
    })
    .returning('id')
    .executeTakeFirstOrThrow();
}

/** The bytes of a variant, straight from the storage. */
export async function readVariant(app: TestApp, { id }: Media, name: string): Promise<Buffer> {
  const blob = await app.api.services.storage.get(variantKey(id, name));
  if (!blob) throw new Error(`there is no ${name}`);
  return buffer(blob.stream);
}

/** What the storage has of a media. */
export function listBlobs(app: TestApp, { id }: { id: string }): Promise<string[]> {
  return Array.fromAsync(app.api.services.storage.list(`media/${id}/`));
}
