import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
// Where every external program is required, a missing one fails this test instead of skipping it.
// biome-ignore lint/style/noProcessEnv: tells CI from a developer's machine; the product does not see it.
const canRun = executablePath !== undefined || process.env.DUNLIN_REQUIRE_ALL === '1';

test.runIf(canRun)(
  'the docs page shows the operations, asks no other host, and breaks no content policy',
  async () => {
    await using server = await startTestServer();
    if (executablePath === undefined) throw new Error('Chromium is missing: apt-get install chromium');
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
    });
    try {
      const page = await browser.newPage();
      const requested = new Set<string>();
      const complaints: string[] = [];
      page.on('request', (request) => void requested.add(new URL(request.url()).origin));
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      page.on('pageerror', (error) => void complaints.push(error.message));

      await page.goto(`${server.url}/docs`);
      await page.getByText('Register an account').first().click();
      await page.getByRole('heading', { name: 'Register an account' }).first().waitFor();

      expect([...requested]).toEqual([server.url]);
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
    }
  },
);
