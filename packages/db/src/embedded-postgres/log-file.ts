import { open, rename, stat } from 'node:fs/promises';
import type { DataFolder } from './data-folder.ts';

const TAIL_BYTES = 8192;
const TAIL_LINES = 15;

/** Begins a new log and keeps the one before: it may say why the last run ended. */
export async function rotateLog(folder: DataFolder): Promise<void> {
  await rename(folder.logFile, folder.previousLogFile).catch(() => {});
  await using _file = await open(folder.logFile, 'w', 0o600);
}

export async function readLogTail(logFile: string): Promise<string> {
  await using file = await open(logFile, 'r');
  const { size } = await stat(logFile);
  const length = Math.min(size, TAIL_BYTES);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return buffer.toString('utf8').trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
}
