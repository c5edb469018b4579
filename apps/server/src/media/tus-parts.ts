import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';

/** The bytes of uploads that have not ended, on disk. */
export class TusParts extends FileStore {
  /** Leaves alone what has come of an upload that is begun again, as one with an idempotency key may be. */
  override async create(upload: Parts): Promise<Parts> {
    const isBegun = (await this.configstore.get(upload.id)) !== undefined;
    return isBegun ? upload : super.create(upload);
  }

  /** Removes what is there, which may be nothing. */
  override async remove(id: string): Promise<void> {
    for (const name of [id, `${id}.json`]) await rm(join(this.directory, name), { force: true });
  }
}

type Parts = Parameters<FileStore['create']>[0];
