import { openAsBlob } from 'node:fs';
import type { DunlinClient } from '@dunlin/sdk';
import { type UploadStore, uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';

/** In a browser: with a bar, a way to cancel, and going on after the page was closed. */
export async function post(client: DunlinClient, file: File, form: PostForm): Promise<string> {
  const { id } = await uploadMedia(client, file, {
    altText: form.altText,
    onProgress: ({ sentBytes, totalBytes }) => form.showProgress(sentBytes / totalBytes),
    resumeFrom: form.storage,
    signal: form.signal,
  });
  const tweet = await client.tweets.create({ text: form.text, mediaIds: [id] });
  return tweet.id;
}

/** In Node: from the disk, piece by piece, however large. */
export async function uploadFromDisk(client: DunlinClient, path: string): Promise<string> {
  const media = await waitUntilReady(client, await uploadMedia(client, await openAsBlob(path)));
  return media.status === 'ready' ? media.url : `It cannot be used: ${media.failure}`;
}

export interface PostForm {
  text: string;
  altText: string;
  signal: AbortSignal;
  /** `localStorage`, that is. */
  storage: UploadStore;
  showProgress(share: number): void;
}
