import { canRunBrowser } from '@dunlin/harness/browser';
import { makePhoto } from '@dunlin/harness/sample-media';
import { uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedSite, openSite, signIn } from './opened-site.ts';
import { takeScreenshots } from './take-screenshots.ts';

describe.runIf(canRunBrowser)('writing', { timeout: 300_000 }, () => {
  let site: OpenedSite;
  beforeAll(async () => {
    site = await openSite();
  }, 300_000);
  afterAll(() => site[Symbol.asyncDispose]());

  test('compose: a picture with what there is to see, the draft kept over a reload, and posted at once', async () => {
    await site.register('bea');
    await using opened = await site.openPage('/');
    const { page, errors } = opened;
    await signIn(page, 'bea');
    await page.getByRole('button', { name: 'Write' }).click();
    const dialog = page.getByRole('dialog', { name: 'New tweet' });
    const text = dialog.getByRole('textbox', { name: 'What is happening?' });
    await text.fill('A heron, https://example.org and 日本語');
    await page.reload();
    await page.getByRole('button', { name: 'Write' }).click();
    await expect.poll(() => text.inputValue()).toContain('A heron');
    const buffer = await makePhoto({ width: 400, height: 300 });
    await dialog
      .getByLabel('Add pictures or a video')
      .setInputFiles({ name: 'heron.jpg', mimeType: 'image/jpeg', buffer });
    await dialog.getByLabel('What is there to see in heron.jpg?').fill('A grey heron');
    await checkAccessibility(page);
    await takeScreenshots(page, 'compose');
    await dialog.getByRole('button', { name: 'Post', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    const posted = page.locator('article', { hasText: 'A heron' });
    await posted.getByRole('img', { name: 'A grey heron' }).waitFor();
    await takeScreenshots(page, 'posted');

    await posted.getByRole('button', { name: 'A grey heron' }).click();
    await page.getByRole('dialog', { name: 'Picture 1 / 1' }).waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'media-viewer');
    await page.keyboard.press('Escape');

    await posted.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await posted.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });

  test('compose: pictures that are dropped or pasted, a text that is too long, a quote', async () => {
    const hal = await site.register('hal');
    const ida = await site.register('ida');
    await hal.client.follows.create({ id: ida.id });
    await ida.client.tweets.create({ text: 'Quotable' });
    await using opened = await site.openPage('/');
    const { page, errors } = opened;
    await signIn(page, 'hal');
    const quotable = page.locator('article', { hasText: 'Quotable' });
    await quotable.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('button', { name: 'Quote' }).click();
    const dialog = page.getByRole('dialog', { name: 'Quote @ida' });
    const text = dialog.getByRole('textbox', { name: 'What is happening?' });
    const post = dialog.getByRole('button', { name: 'Post', exact: true });

    await text.fill('漢'.repeat(141));
    await dialog.getByText('-2', { exact: true }).waitFor();
    expect(await post.isDisabled()).toBe(true);
    await text.fill('Indeed');
    const base64 = (await makePhoto({ width: 40, height: 30 })).toString('base64');
    for (const [type, selector, field] of [
      ['drop', 'dialog form', 'dataTransfer'],
      ['paste', 'dialog textarea', 'clipboardData'],
    ])
      await page.evaluate(`(() => {
        const transfer = new DataTransfer();
        const bytes = Uint8Array.from(atob('${base64}'), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], '${type}.jpg', { type: 'image/jpeg' }));
        const init = { bubbles: true, cancelable: true, ${field}: transfer };
        const event = '${type}' === 'drop' ? new DragEvent('drop', init) : new ClipboardEvent('paste', init);
        document.querySelector('${selector}').dispatchEvent(event);
      })()`);
    await dialog.getByLabel('What is there to see in drop.jpg?').fill('Dropped');
    await dialog.getByLabel('What is there to see in paste.jpg?').waitFor();
    await checkAccessibility(page);
    await dialog.getByRole('button', { name: 'Remove paste.jpg' }).click();
    await post.click();
    const posted = page.locator('article', { hasText: 'Indeed' });
    await posted.getByRole('img', { name: 'Dropped' }).waitFor();
    await posted.locator('blockquote', { hasText: 'Quotable' }).waitFor();
    await takeScreenshots(page, 'quote');
    await quotable.first().waitFor();
    expect(errors).toEqual([]);
  });

  test('media viewer: from picture to picture by keys, buttons and swipes, and closer by keys, buttons, wheel and fingers', async () => {
    const pia = await site.register('pia');
    const altTexts = ['a godwit', 'a knot', 'a ruff'];
    const mediaIds: string[] = [];
    for (const altText of altTexts) {
      const photo = await makePhoto({ width: 1200, height: 800 });
      const { id } = await waitUntilReady(
        pia.client,
        await uploadMedia(pia.client, new Blob([photo], { type: 'image/jpeg' }), { altText }),
      );
      mediaIds.push(id);
    }
    await pia.client.tweets.create({ text: 'Three waders', mediaIds });
    await using opened = await site.openPage('/', { hasTouch: true });
    const { page, errors } = opened;
    await signIn(page, 'pia');
    await page.getByRole('button', { name: 'a knot' }).click();
    const viewer = page.getByRole('dialog');
    const shows = (index: number) =>
      expect.poll(() => viewer.getByRole('heading').textContent()).toBe(`Picture ${index} / 3`);
    await shows(2);
    await viewer.getByText('a knot', { exact: true }).waitFor();
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await checkAccessibility(page);
    await takeScreenshots(page, 'media-viewer-three');
    await page.keyboard.press('ArrowRight');
    await shows(3);
    await viewer.getByRole('button', { name: 'Picture before' }).click();
    await shows(2);

    const picture = viewer.getByRole('img', { name: 'a knot' });
    const box = async () => (await picture.boundingBox()) ?? expect.fail('It is there.');
    const first = await box();
    const middle = { x: first.x + first.width / 2, y: first.y + first.height / 2 };
    const grows = (from: number) => expect.poll(async () => (await box()).width).toBeGreaterThan(from * 1.2);
    await viewer.getByRole('button', { name: 'Closer' }).click();
    await grows(first.width);
    await page.keyboard.press('Control+0');
    await expect.poll(async () => Math.round((await box()).width)).toBe(Math.round(first.width));
    await page.keyboard.press('+');
    await grows(first.width);
    await takeScreenshots(page, 'media-viewer-closer');
    await page.keyboard.press('Control+0');
    await page.mouse.move(middle.x, middle.y);
    await page.mouse.wheel(0, -400);
    await grows(first.width);
    await page.keyboard.press('Control+0');
    await expect.poll(async () => Math.round((await box()).width)).toBe(Math.round(first.width));

    const fingers = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: number[]) =>
      fingers.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: xs.map((x, id) => ({ x: middle.x + x, y: middle.y, id })),
      });
    const swipe = async (from: number, to: number) => {
      await touch('touchStart', from);
      for (let part = 1; part <= 10; part++) await touch('touchMove', from + ((to - from) * part) / 10);
      await touch('touchEnd');
    };
    await swipe(400, -400);
    await shows(3);
    await swipe(-400, 400);
    await shows(2);
    await touch('touchStart', -30, 30);
    for (const apart of [60, 120, 180, 240]) await touch('touchMove', -apart, apart);
    await touch('touchEnd');
    await grows(first.width);
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });

  test('compose: mentions and hashtags are completed by keys and by clicks, and Escape leaves them as written', async () => {
    const lea = await site.register('lea');
    await site.register('mona_sand');
    await site.register('mona_tide');
    await lea.client.tweets.create({ text: 'first of #sandbanks' });
    await using opened = await site.openPage('/');
    const { page, errors } = opened;
    await signIn(page, 'lea');
    await page.getByRole('button', { name: 'Write' }).click();
    const dialog = page.getByRole('dialog', { name: 'New tweet' });
    const text = dialog.getByRole('textbox', { name: 'What is happening?' });
    const options = dialog.getByRole('option');
    await text.pressSequentially('With @mona');
    await expect.poll(() => options.count()).toBe(2);
    await dialog.getByText('2 suggestions').waitFor({ state: 'attached' });
    await checkAccessibility(page);
    await takeScreenshots(page, 'compose-completion');
    const second = await options.nth(1).locator('small').textContent();
    await page.keyboard.press('ArrowDown');
    expect(await options.nth(1).getAttribute('aria-selected')).toBe('true');
    expect(await text.getAttribute('aria-activedescendant')).toBe(await options.nth(1).getAttribute('id'));
    await page.keyboard.press('Enter');
    await expect.poll(() => text.inputValue()).toBe(`With ${second} `);
    await options.first().waitFor({ state: 'detached' });

    await text.pressSequentially('at #sandb');
    await options.filter({ hasText: '#sandbanks' }).click();
    await expect.poll(() => text.inputValue()).toBe(`With ${second} at #sandbanks `);
    await text.pressSequentially('and @mona');
    await options.first().waitFor();
    await page.keyboard.press('Escape');
    await options.first().waitFor({ state: 'detached' });
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    await text.pressSequentially('@mona_t');
    await options.filter({ hasText: '@mona_tide' }).waitFor();
    await page.keyboard.press('Tab');
    await expect.poll(() => text.inputValue()).toBe(`With ${second} at #sandbanks and @mona\n@mona_tide `);
    expect(errors).toEqual([]);
  });
});
