import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));

/** Where every external program is required, a missing one fails the test instead of skipping it. */
export const canRunBrowser = executablePath !== undefined || process.env.DUNLIN_REQUIRE_ALL === '1';

export function launchBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('Chromium is missing: apt-get install chromium');
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
}
