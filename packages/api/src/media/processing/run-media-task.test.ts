import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { canRunWith } from '@dunlin/harness';
import { expect, onTestFinished, test } from 'vitest';
import { runMediaTask } from './run-media-task.ts';
import { isOutOfMemory, type MediaTask } from './task.ts';

const limits = { memoryMb: 1024, timeoutMs: 60_000 };

// Too little even for Node: nothing need be large to show it.
test.runIf(process.platform === 'linux')(
  'processing that takes more memory than it is given fails',
  async () => {
    const task = await makeTask({ kind: 'image', contentType: 'image/png' });
    const { signal } = new AbortController();
    const outcome = await runMediaTask(task, { ...limits, memoryMb: -300, signal });
    expect(outcome).toEqual({ ok: false, failure: 'MEDIA_TOO_COMPLEX' });
  },
);

test.each(['VipsJpeg: Insufficient memory (case 4)', 'vips_tracked: out of memory --- 75 MB'])(
  'that there is no memory left is understood when libvips says: %s',
  (message) => {
    expect(isOutOfMemory(new Error(message))).toBe(true);
  },
);

test.runIf(canRunWith('ffmpeg'))('what processing has started ends with it', async () => {
  const task = await makeTask({ kind: 'video', contentType: 'video/mp4' });
  const pipe = await makePipe(task.input);
  const ending = new AbortController();
  const running = expect(runMediaTask(task, { ...limits, signal: ending.signal })).rejects.toThrow('the end');
  await pipe.read;
  ending.abort(new Error('the end'));
  await running;
  await pipe.closed();
});

test.runIf(canRunWith('ffmpeg'))(
  'processing ends with the server, and takes its files and what it started along',
  async () => {
    const task = await makeTask({ kind: 'video', contentType: 'video/mp4' });
    const pipe = await makePipe(task.input);
    const module = pathToFileURL(join(import.meta.dirname, 'run-media-task.ts'));
    const script = `import { runMediaTask } from '${module}';
      await runMediaTask(${JSON.stringify(task)}, { ...${JSON.stringify(limits)}, signal: new AbortController().signal });`;
    const server = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
    await pipe.read;
    server.kill('SIGKILL');
    await pipe.closed();
    await expect.poll(() => existsSync(task.folder)).toBe(false);
  },
);

async function makeTask(file: Pick<MediaTask, 'kind' | 'contentType'>): Promise<MediaTask> {
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-task-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const input = join(folder, 'original');
  return { ...file, folder, input, maxPixels: 1e8, maxSeconds: 10, transcodes: true };
}

/** A file whose reader waits for bytes that never come; it tells when there is one, and when there is none left. */
async function makePipe(path: string) {
  await promisify(execFile)('mkfifo', [path]);
  const read = open(path, 'w');
  onTestFinished(async () => (await read).close());
  return {
    read,
    closed: () => expect.poll(async () => (await read).write('x').catch(({ code }) => code)).toBe('EPIPE'),
  };
}
