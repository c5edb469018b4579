import { canRunBrowser, launchBrowser } from '@dunlin/harness/browser';
import { expect, test } from 'vitest';
import { startTestServer } from './test-server.ts';

test.runIf(canRunBrowser)(
  'the docs page shows the operations, asks no other host, and breaks no content policy',
  async () => {
    await using server = await startTestServer();
    const browser = await launchBrowser();
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
