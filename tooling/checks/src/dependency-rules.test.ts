import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const repository = resolve(import.meta.dirname, '../../..');
const api = 'packages/api/src';

test.each(['core', 'live', 'views', 'outbox'])(
  '%s may not import a feature, and is told what to do instead',
  async (room) => {
    const told = await cruise({
      [`${api}/${room}/planted.ts`]:
        "import type { Like } from '../likes/schema.ts';\nexport type Planted = Like;\n",
      [`${api}/likes/schema.ts`]: 'export type Like = string;\n',
    });
    expect(told).toContain(
      `ground-floor-knows-no-feature: ${api}/${room}/planted.ts → ${api}/likes/schema.ts`,
    );
    expect(told).toContain('hand it in from create-api.ts');
  },
);

test('a file beside the rooms is refused, a table of contents is not', async () => {
  const told = await cruise({
    [`${api}/index.ts`]: "export * from './planted.ts';\nexport * from './router.ts';\n",
    [`${api}/planted.ts`]: 'export const planted = 1;\n',
    [`${api}/router.ts`]: 'export const router = 1;\n',
  });
  expect(told).toContain(`no-loose-file: ${api}/index.ts → ${api}/planted.ts`);
  expect(told).not.toContain('→ packages/api/src/router.ts');
});

/** What the check says of a tree of such files. */
async function cruise(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-rules-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries({ ...files, 'tsconfig.base.json': '{}' })) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const options = ['--config', join(repository, '.dependency-cruiser.mjs'), '--output-type', 'err-long'];
  return new Promise((resolveOutput) => {
    const program = join(repository, 'node_modules/.bin/depcruise');
    execFile(program, ['packages', ...options], { cwd: folder }, (_error, stdout, stderr) =>
      resolveOutput((stdout + stderr).replace(/\s+/g, ' ')),
    );
  });
}
