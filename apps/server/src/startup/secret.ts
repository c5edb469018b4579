import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from './config.ts';
import { StartupError } from './startup-error.ts';

/**
 * The secret that all keys are derived from: the one that was given, or one made at the first start and kept for the next.
 * @throws StartupError when the file cannot be written, or does not hold a secret.
 */
export async function loadSecret(secret: Config['secret']): Promise<string> {
  if (secret.type === 'given') return secret.value;
  const kept = (await readIfExists(secret.file)) ?? (await generate(secret.file));
  if (kept.length >= 32) return kept;
  throw new StartupError(
    `${secret.file} does not hold a secret. Delete it (everyone has to sign in again), or set AUTH_SECRET.`,
  );
}

/** The file appears whole or not at all; of two processes that start together, one wins and both use its secret. */
async function generate(file: string): Promise<string> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600 });
    await link(draft, file).catch(ignoreIfExists);
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new StartupError(
      `The secret cannot be kept in ${file} (${String(cause)}). Choose another DATA_DIR, or set AUTH_SECRET.`,
      {
        cause,
      },
    );
  } finally {
    await rm(draft, { force: true }).catch(() => {});
  }
}

async function readIfExists(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    if (hasCode(cause, 'ENOENT') || hasCode(cause, 'ENOTDIR')) return;
    throw new StartupError(`The secret in ${file} cannot be read (${String(cause)}).`, { cause });
  }
}

function ignoreIfExists(error: unknown): void {
  if (!hasCode(error, 'EEXIST')) throw error;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
