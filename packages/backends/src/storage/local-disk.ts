import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, opendir, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { assertStorageKey, type Storage } from './storage.ts';

/** A name that no key can have. */
const draftFolder = '.drafts';
const staleDraftMs = 24 * 3_600_000;
const cleaningMs = 3_600_000;

/**
 * Blobs as files under a folder, on a disk of this machine or one that all nodes share with the same guarantees. A draft
 * is written and synced in the same file system, then renamed; drafts that a crash left are removed a day later.
 */
export async function createLocalDiskStorage({ folder }: { folder: string }): Promise<Storage> {
  const drafts = join(folder, draftFolder);
  await mkdir(drafts, { recursive: true, mode: 0o700 });
  await removeStaleFiles(drafts);
  // What cannot be removed now is tried again.
  const cleaning = setInterval(() => removeStaleFiles(drafts).catch(() => {}), cleaningMs).unref();
  const pathOf = (key: string) => {
    assertStorageKey(key);
    return join(folder, key);
  };

  return {
    async put(key, bytes, { signal } = {}) {
      const draft = join(drafts, randomUUID());
      try {
        const path = pathOf(key);
        await pipeline(bytes, createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }), {
          signal,
        });
        await moveIntoPlace(draft, path);
      } catch (error) {
        bytes.destroy();
        await rm(draft, { force: true });
        throw signal?.aborted ? signal.reason : error;
      }
    },

    async get(key, { range, signal } = {}) {
      signal?.throwIfAborted();
      const file = await open(pathOf(key)).catch(ignoreMissing);
      if (!file) return undefined;
      const { size } = await file.stat();
      return { size, stream: file.createReadStream({ ...range, ...(signal && { signal }) }) };
    },

    async stat(key, { signal } = {}) {
      signal?.throwIfAborted();
      const found = await stat(pathOf(key)).catch(ignoreMissing);
      return found && { size: found.size };
    },

    async delete(key, { signal } = {}) {
      signal?.throwIfAborted();
      const path = pathOf(key);
      await rm(path, { force: true });
      // Fails where other blobs are left, or another delete was first.
      await rmdir(dirname(path)).catch(() => {});
    },

    async *list(prefix, { signal } = {}) {
      // The deepest folder that holds all of it: the prefix may end within a name.
      const start = join(folder, prefix.slice(0, prefix.lastIndexOf('/') + 1));
      const entries = await opendir(start, { recursive: true }).catch(ignoreMissing);
      for await (const entry of entries ?? []) {
        signal?.throwIfAborted();
        const key = relative(folder, join(entry.parentPath, entry.name));
        if (entry.isFile() && key.startsWith(prefix) && !key.startsWith(draftFolder)) yield key;
      }
    },

    async [Symbol.asyncDispose]() {
      clearInterval(cleaning);
    },
  };
}

/** A delete may remove the folder, empty by then, between making it and moving into it. */
async function moveIntoPlace(draft: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const folder = dirname(path);
    const created = await mkdir(folder, { recursive: true, mode: 0o700 });
    try {
      await rename(draft, path);
    } catch (error) {
      if (attempt < 5 && isMissing(error)) continue;
      throw error;
    }
    return syncFolders(folder, created);
  }
}

/** A file's name is durable when its folder is, and a new folder's when the one above it is. */
async function syncFolders(folder: string, firstCreated: string | undefined): Promise<void> {
  for (let current = folder; ; current = dirname(current)) {
    const handle = await open(current).catch(ignoreMissing);
    await handle?.sync().finally(() => handle.close());
    if (firstCreated === undefined || current.length < firstCreated.length) return;
  }
}

async function removeStaleFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const found = await stat(path).catch(ignoreMissing);
    if (found && Date.now() - found.mtimeMs > staleDraftMs) await rm(path, { force: true });
  }
}

function ignoreMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
