import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { isPeak } from './release-memory.ts';

const mb = 1024 ** 2;

test('a process that rests gives back what it needed for a moment', async () => {
  const program = `
    import { setTimeout as delay } from 'node:timers/promises';
    import { releaseMemoryAtRest } from ${JSON.stringify(new URL('release-memory.ts', import.meta.url).href)};
    const rss = () => process.memoryUsage.rss() / ${mb};
    releaseMemoryAtRest({ lookMs: 100 });
    await delay(1_000);
    let held = Array.from({ length: 3_000_000 }, (_, index) => ({ index, text: 'text ' + index }));
    const peak = rss();
    held = undefined;
    while (rss() > peak / 2) await delay(50);
    console.log('given back');
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    timeout: 50_000,
  });
  expect(stdout).toContain('given back');
});

test('a little more than before is no peak', () => {
  expect(isPeak(350 * mb, 300 * mb)).toBe(false);
  expect(isPeak(150 * mb, 100 * mb)).toBe(false);
  expect(isPeak(400 * mb, 300 * mb)).toBe(true);
});
