import { chownSync, closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import type { DataFolder } from './data-folder.ts';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

const SQLITE_BUSY = 5;

// A collected handle would give its lock back.
const held = new Set<DatabaseSync>();

/**
 * Takes the folder for this process. Node has no `flock`, but SQLite locks its file with the operating system, on every
 * platform: the lock is decided atomically, dies with the process and knows no process ids that could be reused.
 *
 * @throws EmbeddedPostgresError `DATA_DIR_IN_USE`
 */
export function lockFolder(folder: DataFolder): Disposable {
  closeSync(openSync(folder.lockFile, 'a', 0o600));
  if (folder.runAs && folder.runAs.uid !== 65_534)
    chownSync(folder.lockFile, folder.runAs.uid, folder.runAs.gid);
  const handle = new DatabaseSync(folder.lockFile);
  try {
    handle.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    handle.close();
    throw isBusy(cause) ? inUse(folder, cause) : cause;
  }
  held.add(handle);
  rmSync(folder.holderFile, { force: true });
  writeFileSync(folder.holderFile, `${process.pid}\n`, { mode: 0o600 });
  return {
    [Symbol.dispose]() {
      if (!held.delete(handle)) return;
      rmSync(folder.holderFile, { force: true });
      handle.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function inUse(folder: DataFolder, cause: unknown): EmbeddedPostgresError {
  const holder = readHolder(folder.holderFile);
  return new EmbeddedPostgresError(
    'DATA_DIR_IN_USE',
    `The data folder ${folder.root} is in use by ${holder ? `process ${holder}` : 'another process'}. Stop it, or set DATA_DIR to another folder.`,
    { cause },
  );
}

function readHolder(holderFile: string): string {
  try {
    return readFileSync(holderFile, 'utf8').trim();
  } catch {
    return '';
  }
}
