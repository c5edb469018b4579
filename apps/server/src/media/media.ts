import type { Api } from '@dunlin/api';
import type { FastifyInstance } from 'fastify';
import { mountMediaBytes } from './media-bytes.ts';
import { mountResumableUploads } from './media-tus.ts';
import { mountMediaUpload } from './media-upload.ts';

/** What media need beside procedures: bytes going in, at once or in parts, and bytes going out. */
export function mountMedia(app: FastifyInstance, { api }: { api: Api }): void {
  mountMediaUpload(app, { api });
  mountResumableUploads(app, { api });
  mountMediaBytes(app, { api });
}
