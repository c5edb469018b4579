import { join } from 'node:path';
import type { Page } from 'playwright-core';

// biome-ignore lint/style/noProcessEnv: where a developer wants pictures of the pages, if anywhere
const { DUNLIN_SCREENSHOTS } = process.env;

/** Wide and narrow, light and dark. */
export async function takeScreenshots(page: Page, name: string): Promise<void> {
  if (!DUNLIN_SCREENSHOTS) return;
  const before = page.viewportSize();
  for (const width of [1280, 360])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(DUNLIN_SCREENSHOTS, `${name}-${width}-${colorScheme}.png`) });
    }
  if (before) await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: 'light' });
}
