import { canRunBrowser } from '@dunlin/harness/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedSite, openSite, signIn } from './opened-site.ts';
import { takeScreenshots } from './take-screenshots.ts';

describe.runIf(canRunBrowser)('when something fails', { timeout: 300_000 }, () => {
  let site: OpenedSite;
  beforeAll(async () => {
    site = await openSite();
  }, 300_000);
  afterAll(() => site[Symbol.asyncDispose]());

  test('a list that cannot be read says so, and is read again when asked', async () => {
    await site.register('ada');
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'ada');
    // It may come in one request with other reads of the same moment.
    const reads = /\/trpc\/[\w.,]*bookmarks\.list/;
    await page.route(reads, (route) => {
      const { pathname } = new URL(route.request().url());
      const failure = { error: { message: 'no', data: { code: 'INTERNAL', httpStatus: 500 } } };
      const body = JSON.stringify(pathname.split(',').map(() => failure));
      return route.fulfill({ status: 500, contentType: 'application/json', body });
    });
    await page.getByRole('link', { name: 'Bookmarks' }).click();
    await page.getByText('Something went wrong on the server.').waitFor();
    await checkAccessibility(page);
    await page.unroute(reads);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Nothing kept yet.').waitFor();
  });

  test('without a network it says so, what is written stays, and it goes on by itself', async () => {
    const bea = await site.register('bea');
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'bea');
    await page.getByText('Nothing here yet.').waitFor();
    await page.getByRole('button', { name: 'Write' }).click();
    const text = page.getByRole('dialog').getByRole('textbox', { name: 'What is happening?' });
    await text.fill('From a train');
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor({ state: 'attached' });
    expect(await text.inputValue()).toBe('From a train');
    await page.context().setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
    await page.getByRole('dialog').getByRole('button', { name: 'Post', exact: true }).click();
    await page.locator('article', { hasText: 'From a train' }).waitFor();
    await expect
      .poll(async () => (await bea.client.timelines.home()).items.map((item) => item.text))
      .toEqual(['From a train']);
  });

  test('what is posted without a network waits, is sent once there is one though its page was closed, and once', async () => {
    const hal = await site.register('hal');
    await using opened = await site.openPage('/');
    const { page } = opened;
    const context = page.context();
    await signIn(page, 'hal');
    await page.getByText('Nothing here yet.').waitFor();
    await page.getByRole('button', { name: 'Write' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'What is happening?' }).fill('From a tunnel');
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor({ state: 'attached' });
    await dialog.getByRole('button', { name: 'Post', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('Kept. It is posted as soon as').waitFor();
    await page.getByText('1 tweet waits to be posted.').waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'offline');
    const other = await context.newPage();
    await page.close();
    const read = async () => (await hal.client.users.tweets({ id: hal.id })).items.map(({ text }) => text);
    expect(await read()).toEqual([]);
    await context.setOffline(false);
    await other.goto(site.url);
    await other
      .locator('article', { hasText: 'From a tunnel' })
      .or(other.getByText('1 new'))
      .first()
      .waitFor();
    await other.reload();
    await other.locator('article', { hasText: 'From a tunnel' }).waitFor();
    expect(await other.getByText('waits to be posted').count()).toBe(0);
    expect(await read()).toEqual(['From a tunnel']);
  });

  test('what waited and is refused then shows with the reason, and its words are not lost', async () => {
    const [ida, jon] = [await site.register('ida'), await site.register('jon')];
    await ida.client.follows.create({ id: jon.id });
    const tweet = await jon.client.tweets.create({ text: 'Gone while away' });
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'ida');
    await page
      .locator('article', { hasText: 'Gone while away' })
      .getByRole('button', { name: 'Reply' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Reply to @jon' });
    await dialog.getByRole('textbox', { name: 'Your reply' }).fill('My answer');
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor({ state: 'attached' });
    await dialog.getByRole('button', { name: 'Reply', exact: true }).click();
    await page.getByText('1 tweet waits to be posted.').waitFor();
    await jon.client.tweets.delete({ id: tweet.id });
    await page.context().setOffline(false);
    const refused = page.getByRole('alert', { name: 'A tweet that waited could not be posted.' });
    await refused.getByText('This tweet does not exist, or you cannot see it.').waitFor();
    await refused.getByText('My answer').waitFor();
    await page.getByText('waits to be posted').waitFor({ state: 'detached' });
    await checkAccessibility(page);
    await takeScreenshots(page, 'refused');
    await refused.getByRole('button', { name: 'Close' }).click();
    await refused.waitFor({ state: 'detached' });
  });

  test('a reply to a tweet that is gone is refused with a reason, and what was written stays', async () => {
    const cleo = await site.register('cleo');
    const dan = await site.register('dan');
    await cleo.client.follows.create({ id: dan.id });
    const tweet = await dan.client.tweets.create({ text: 'Soon gone' });
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'cleo');
    await page.locator('article', { hasText: 'Soon gone' }).getByRole('button', { name: 'Reply' }).click();
    const dialog = page.getByRole('dialog', { name: 'Reply to @dan' });
    await dialog.getByRole('textbox', { name: 'Your reply' }).fill('Wait!');
    await dan.client.tweets.delete({ id: tweet.id });
    await dialog.getByRole('button', { name: 'Reply', exact: true }).click();
    await dialog.getByText('This tweet does not exist, or you cannot see it.').waitFor();
    expect(await dialog.getByRole('textbox', { name: 'Your reply' }).inputValue()).toBe('Wait!');
  });

  test('a tab whose files a new version has replaced can be loaded again', async () => {
    await site.register('erin');
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'erin');
    await page.getByText('Nothing here yet.').waitFor();
    await page.route('**/assets/bookmarks-*.js', (route) => route.fulfill({ status: 404 }));
    await page.getByRole('link', { name: 'Bookmarks' }).click();
    await page.getByRole('heading', { name: 'Something went wrong' }).waitFor();
    await checkAccessibility(page);
    await page.unroute('**/assets/bookmarks-*.js');
    await page.getByRole('button', { name: 'Reload the page' }).click();
    await page.getByText('Nothing kept yet.').waitFor();
  });

  test('two tabs with two accounts show one, the latest, and write as nobody else', async () => {
    const [fay, gus] = [await site.register('fay'), await site.register('gus')];
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'fay');
    const tab = await page.context().newPage();
    await tab.goto(site.url);
    await tab.getByRole('button', { name: 'More pages' }).click();
    await tab.getByRole('button', { name: 'Sign out' }).click();
    await signIn(tab, 'gus');
    await page.getByText('@gus').first().waitFor();
    await page.getByRole('button', { name: 'Write' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('As whom?');
    await page.getByRole('dialog').getByRole('button', { name: 'Post', exact: true }).click();
    await page.locator('article', { hasText: 'As whom?' }).waitFor();
    await expect.poll(async () => (await gus.client.users.tweets({ id: gus.id })).items).toHaveLength(1);
    expect((await fay.client.users.tweets({ id: fay.id })).items).toHaveLength(0);
  });
});
