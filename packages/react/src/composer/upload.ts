import type { DunlinClient, Media } from '@dunlin/sdk';

export function upload(
  client: DunlinClient,
  file: File,
  { onProgress, signal }: UploadOptions,
): Promise<Media> {
  onProgress(0);
  return client.media.upload(file, { signal });
}

interface UploadOptions {
  /** From 0 to 1. */
  onProgress: (progress: number) => void;
  signal: AbortSignal;
}
