export { type ReadMedia, readMedia } from './upload/read-media.ts';
export {
  type UploadMedia,
  type UploadOptions,
  type UploadProgress,
  uploadMedia,
} from './upload/upload-media.ts';
export type { UploadStore } from './upload/upload-store.ts';
export { type ProcessedMedia, type WaitUntilReady, waitUntilReady } from './upload/wait-until-ready.ts';
