import { canRunBrowser } from '@dunlin/harness/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedSite, openSite, signIn } from './opened-site.ts';
import { takeScreenshots } from './take-screenshots.ts';

describe.runIf(canRunBrowser)('reading', { timeout: 300_000 }, () => {
  let site: OpenedSite;
  beforeAll(async () => {
    site = await openSite();
  }, 300_000);
  afterAll(() => site[Symbol.asyncDispose]());

  test('home: what is new waits, nothing moves, and going back returns to where one was', async () => {
    const ada = await site.register('ada');
    const friend = await site.register('friend');
    await ada.client.follows.create({ id: friend.id });
    for (let index = 1; index <= 40; index++)
      await friend.client.tweets.create({ text: `tweet ${index}, about #birds and @ada` });
    await using opened = await site.openPage('/');
    const { page, errors } = opened;
    await signIn(page, 'ada');
    const first = page.getByText('tweet 40,');
    await first.waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'home');

    const read = page.locator('article', { hasText: 'tweet 15,' });
    await expect
      .poll(async () => {
        await page.mouse.wheel(0, 600);
        return read.isVisible();
      })
      .toBe(true);
    let before = await read.boundingBox();
    // What the wheel has begun goes on for a while.
    await expect
      .poll(async () => {
        const last = before;
        before = await read.boundingBox();
        return before?.y === last?.y;
      })
      .toBe(true);
    for (let index = 1; index <= 12; index++) await friend.client.tweets.create({ text: `news ${index}` });
    const button = page.getByRole('button', { name: 'Show 12 new tweets' });
    await button.waitFor();
    expect(Math.abs(((await read.boundingBox())?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(2);
    await takeScreenshots(page, '12-new');

    const kept = (await read.boundingBox())?.y ?? 0;
    await read.getByRole('link', { name: /ago|now|min/ }).click();
    await page.getByRole('heading', { name: 'Conversation', level: 1 }).waitFor();
    await page.goBack();
    await read.waitFor();
    await expect.poll(async () => Math.abs(((await read.boundingBox())?.y ?? 0) - kept)).toBeLessThan(5);

    await button.click();
    await page.getByText('news 12').waitFor();
    await expect.poll(() => page.evaluate('scrollY')).toBe(0);
    expect(errors).toEqual([]);
  });

  test('a retweet shows on the button at once, and to others with who did it', async () => {
    const jon = await site.register('jon');
    const kim = await site.register('kim');
    await jon.client.follows.create({ id: kim.id });
    const tweet = await kim.client.tweets.create({ text: 'Worth passing on' });
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'jon');
    const card = page.locator('article', { hasText: 'Worth passing on' }).first();
    await card.getByRole('button', { name: 'Retweet' }).click();
    await expect
      .poll(async () => (await jon.client.tweets.get({ id: tweet.id })).viewer.retweeted)
      .toBe(true);
    await page.goto(`${site.url}/@jon`);
    await page.getByText('Jon retweeted').waitFor();
    await checkAccessibility(page);
  });

  test('a like that is refused goes back, and says why', async () => {
    const cleo = await site.register('cleo');
    await cleo.client.tweets.create({ text: 'likeable' });
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'cleo');
    const like = page.locator('article', { hasText: 'likeable' }).getByRole('button', { name: 'Like' });
    await like.click();
    await expect.poll(() => like.getAttribute('aria-pressed')).toBe('true');
    await page.route('**/trpc/likes.delete', (route) =>
      route.fulfill({
        status: 404,
        contentType: 'application/json',
        body: JSON.stringify({
          error: { message: 'gone', code: -32004, data: { code: 'TWEET_NOT_FOUND', httpStatus: 404 } },
        }),
      }),
    );
    await like.click();
    await page.getByText('This tweet does not exist, or you cannot see it.').waitFor();
    expect(await like.getAttribute('aria-pressed')).toBe('true');
  });

  test('thread: replies come live, and one is written', async () => {
    const dan = await site.register('dan');
    const eve = await site.register('eve');
    const root = await dan.client.tweets.create({ text: 'A question' });
    await using opened = await site.openPage('/');
    const { page, errors } = opened;
    await signIn(page, 'dan');
    await page.goto(`${site.url}/@dan/${root.id}`);
    await page.getByText('A question').waitFor();
    await eve.client.tweets.create({ text: 'An answer', replyToId: root.id });
    await page.getByText('An answer').waitFor();
    await checkAccessibility(page);
    await page.getByRole('textbox', { name: 'Your reply' }).fill('Thank you');
    await page.locator('form').getByRole('button', { name: 'Reply' }).click();
    await page.locator('article', { hasText: 'Thank you' }).waitFor();
    await takeScreenshots(page, 'thread');
    expect(errors).toEqual([]);
  });

  test('by keyboard: to the next tweet, like it, write, search, and what the keys are', async () => {
    const fay = await site.register('fay');
    for (const text of ['older', 'newer']) await fay.client.tweets.create({ text });
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'fay');
    await page.getByText('newer').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('l');
    const older = page.locator('article', { hasText: 'older' });
    await expect
      .poll(() => older.getByRole('button', { name: 'Like' }).getAttribute('aria-pressed'))
      .toBe('true');
    await page.keyboard.press('n');
    await page.getByRole('dialog', { name: 'New tweet' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await checkAccessibility(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('older');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Search: older' }).waitFor();
  });
});
