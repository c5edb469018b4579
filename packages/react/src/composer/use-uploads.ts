import { useClient } from '@dunlin/react';
import type { DunlinError } from '@dunlin/sdk';
import { useEffect, useRef, useState } from 'react';
import type { ComposerMedia, UploadState } from './composer-media.ts';
import { upload } from './upload.ts';

/** Files that are uploaded as soon as they are added, and given up with the component. */
export function useUploads(): Uploads {
  const client = useClient();
  const [media, setMedia] = useState<ComposerMedia[]>([]);
  const running = useRef(new Map<string, AbortController>());
  const isThere = useRef(false);
  useEffect(() => {
    const uploads = running.current;
    isThere.current = true;
    return () => {
      isThere.current = false;
      // Whoever leaves and comes back in one go, as components do in StrictMode, gives up nothing.
      queueMicrotask(() => !isThere.current && stopAll(uploads));
    };
  }, []);

  const change = (key: string, state: UploadState | Pick<ComposerMedia, 'altText'>) =>
    setMedia((before) => before.map((one) => (one.key === key ? { ...one, ...state } : one)));

  const add = (file: File) => {
    const key = `${++lastKey}`;
    const controller = new AbortController();
    running.current.set(key, controller);
    setMedia((before) => [...before, { key, file, altText: '', status: 'uploading', progress: 0 }]);
    const onProgress = (progress: number) => change(key, { status: 'uploading', progress });
    upload(client, file, { onProgress, signal: controller.signal }).then(
      (uploaded) => change(key, { status: 'uploaded', media: uploaded }),
      // `as`: uploads fail with nothing else.
      (error) => change(key, { status: 'failed', error: error as DunlinError }),
    );
  };

  return {
    media,
    add: (files) => [...files].forEach(add),
    remove(key) {
      running.current.get(key)?.abort();
      setMedia((before) => before.filter((one) => one.key !== key));
    },
    describe: (key, altText) => change(key, { altText }),
    clear() {
      stopAll(running.current);
      setMedia([]);
    },
  };
}

let lastKey = 0;

function stopAll(uploads: Map<string, AbortController>): void {
  for (const controller of uploads.values()) controller.abort();
  uploads.clear();
}

export interface Uploads {
  media: ComposerMedia[];
  add(files: Iterable<File>): void;
  remove(key: string): void;
  /** Says what there is to see. */
  describe(key: string, altText: string): void;
  clear(): void;
}
