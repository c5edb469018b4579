import { launchBrowser } from '@dunlin/harness/browser';

/** Loads a script into a page of the server's address, where `app.useSdk` is called. */
export async function runInChromium(script: string, serverUrl: string, user: string): Promise<void> {
  const browser = await launchBrowser();
  try {
    // What the server answers there forbids scripts.
    const page = await browser.newPage({ bypassCSP: true });
    await page.goto(`${serverUrl}/readyz`);
    await page.addScriptTag({ path: script });
    console.log(await page.evaluate(`app.useSdk(location.origin, '${user}')`));
  } finally {
    await browser.close();
  }
}
