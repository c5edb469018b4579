import type { DunlinClient, Media } from '@dunlin/sdk';
import { uploadMedia } from '@dunlin/sdk/upload';

export function upload(
  client: DunlinClient,
  file: File,
  { onProgress, signal }: UploadOptions,
): Promise<Media> {
  return uploadMedia(client, file, {
    signal,
    onProgress: ({ sentBytes, totalBytes }) => onProgress(totalBytes === 0 ? 1 : sentBytes / totalBytes),
  });
}

interface UploadOptions {
  /** From 0 to 1. */
  onProgress: (progress: number) => void;
  signal: AbortSignal;
}
