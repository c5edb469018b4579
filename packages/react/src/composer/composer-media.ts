import type { DunlinError, Media } from '@dunlin/sdk';

/** A file that goes with a tweet. */
export type ComposerMedia = {
  /** Of this composer's own. */
  key: string;
  file: File;
  altText: string;
} & UploadState;

export type UploadState =
  /** `progress` goes from 0 to 1. */
  | { status: 'uploading'; progress: number }
  | { status: 'uploaded'; media: Media }
  | { status: 'failed'; error: DunlinError };
