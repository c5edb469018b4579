import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DunlinClient } from '@dunlin/sdk';
import { createOutbox, type Outbox, type OutboxStore, type OutboxWrite } from '@dunlin/sdk/outbox';

/** A file for each write. Renaming is what makes one whole or not there. */
export function folderOutboxStore(folder: string): OutboxStore {
  const fileOf = (id: string) => join(folder, `${id}.json`);
  return {
    async ids() {
      await mkdir(folder, { recursive: true });
      const names = await readdir(folder);
      return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    },
    get: (id) => readWrite(fileOf(id)),
    async set(id, write) {
      await mkdir(folder, { recursive: true });
      const unfinished = join(folder, `${randomUUID()}.new`);
      await writeFile(unfinished, JSON.stringify(write), { mode: 0o600, flush: true });
      await rename(unfinished, fileOf(id));
    },
    delete: (id) => rm(fileOf(id), { force: true }),
  };
}

async function readWrite(file: string): Promise<OutboxWrite | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A bot whose tweets outlast its restarts. */
export function startOutbox(client: DunlinClient, folder: string, log: (line: string) => void): Outbox {
  return createOutbox(client, {
    store: folderOutboxStore(folder),
    onRefused(write) {
      if (write.reason === 'refused') log(`${write.path} was refused: ${write.error.message}`);
      else log(`${write.path} was not sent: ${write.reason}`);
    },
    onDelay: (error) => log(`The outbox waits: ${error.message}`),
  });
}
