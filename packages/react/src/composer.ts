export type { ComposerMedia, UploadState } from './composer/composer-media.ts';
export type { DraftStorage } from './composer/kept-draft.ts';
export { type Composer, type ComposerOptions, useComposer } from './composer/use-composer.ts';
export type { Uploads } from './composer/use-uploads.ts';
export { weightedLength } from './composer/weighted-length.ts';
