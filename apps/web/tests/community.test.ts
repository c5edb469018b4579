import { canRunBrowser } from '@dunlin/harness/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedSite, openSite, signIn } from './opened-site.ts';
import { takeScreenshots } from './take-screenshots.ts';

describe.runIf(canRunBrowser)('people', { timeout: 300_000 }, () => {
  let site: OpenedSite;
  beforeAll(async () => {
    site = await openSite();
  }, 300_000);
  afterAll(() => site[Symbol.asyncDispose]());

  test('profile: its lists, following, and a block with a way back', async () => {
    const ada = await site.register('ada');
    const bea = await site.register('bea');
    await bea.client.users.update({ id: bea.id, bio: 'Waders and mud.', location: 'Wattenmeer' });
    const tweet = await bea.client.tweets.create({ text: 'Low tide.' });
    await bea.client.tweets.create({ text: 'And high tide at noon.', replyToId: tweet.id });
    await bea.client.likes.create({ id: tweet.id });
    await using opened = await site.openPage('/');
    const { page, errors } = opened;
    await signIn(page, 'ada');
    await page.goto(`${site.url}/@bea`);
    await page.getByText('Low tide.').waitFor();
    await page.getByRole('button', { name: 'Follow @bea' }).click();
    await page.getByRole('link', { name: '1 follower' }).waitFor();
    await expect.poll(async () => (await ada.client.users.get({ id: bea.id })).viewer.following).toBe(true);
    await checkAccessibility(page);
    await takeScreenshots(page, 'profile');
    const reply = page.getByText('And high tide at noon.');
    expect(await reply.count()).toBe(0);
    await page.getByRole('link', { name: 'Replies' }).click();
    await reply.waitFor();
    await page.getByText('Low tide.').waitFor({ state: 'detached' });
    await checkAccessibility(page);
    await bea.client.tweets.create({ text: 'A second answer.', replyToId: tweet.id });
    await page.getByRole('button', { name: 'Show 1 new tweet' }).click();
    await page.getByText('A second answer.').waitFor();
    await takeScreenshots(page, 'profile-replies');
    for (const [list, text] of [
      ['Likes', 'Low tide.'],
      ['Followers', '@ada'],
      ['Following', 'Follows nobody yet.'],
      ['Media', 'No pictures or videos yet.'],
    ] as const) {
      await page
        .getByRole('navigation', { name: 'Lists of this profile' })
        .getByText(list, { exact: true })
        .click();
      await page.locator('main').getByText(text).first().waitFor();
    }
    await page.getByRole('button', { name: 'More about @bea' }).click();
    await page.getByRole('button', { name: 'Block', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true }).click();
    await page.getByText('You have blocked this account.').waitFor();
    await page.goto(`${site.url}/settings/blocks`);
    await page.getByRole('button', { name: 'Unblock' }).click();
    await page.getByText('You have blocked nobody.').waitFor();
    expect(errors).toEqual([]);
  });

  test('notifications: a live badge, and read once they are seen', async () => {
    const cleo = await site.register('cleo');
    const dan = await site.register('dan');
    const tweet = await cleo.client.tweets.create({ text: 'Something to like' });
    await using opened = await site.openPage('/');
    const { page, errors } = opened;
    await signIn(page, 'cleo');
    await page.getByText('Something to like').waitFor();
    await dan.client.likes.create({ id: tweet.id });
    await dan.client.follows.create({ id: cleo.id });
    await page.getByText('2 unread').waitFor({ state: 'attached' });
    await page.getByRole('link', { name: /Notifications/ }).click();
    await page.getByText('liked your tweet').waitFor();
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.getByText('followed you').waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'notifications');
    await expect.poll(() => page.locator('.badge').count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('search: people before anything is asked, then tweets, people and hashtags', async () => {
    const erin = await site.register('erin');
    await erin.client.tweets.create({ text: 'A sandpiper at #spurnpoint' });
    await using opened = await site.openPage('/search');
    const { page, errors } = opened;
    await signIn(page, 'erin');
    await page.locator('main').getByText('@erin').waitFor();
    await page.getByText('What you can search for').click();
    await checkAccessibility(page);
    await takeScreenshots(page, 'search');
    await page.locator('main').getByRole('searchbox').fill('sandpiper');
    await page.keyboard.press('Enter');
    await page.locator('article', { hasText: 'A sandpiper' }).waitFor();
    await checkAccessibility(page);
    const kinds = page.getByRole('navigation', { name: 'What to search for' });
    await page.locator('main').getByRole('searchbox').fill('spurn');
    await page.keyboard.press('Enter');
    await kinds.getByText('Hashtags').click();
    await page.locator('main').getByRole('link', { name: '#spurnpoint' }).click();
    await page.locator('article', { hasText: 'A sandpiper' }).waitFor();
    expect(errors).toEqual([]);
  });

  test('search: what was searched for stays on the device until it is forgotten, also where nothing can be kept', async () => {
    const lou = await site.register('lou');
    await lou.client.tweets.create({ text: 'A whimbrel at dusk' });
    for (const canKeep of [true, false]) {
      await using opened = await site.openPage('/search');
      const { page, errors } = opened;
      if (!canKeep) {
        await page.addInitScript(`for (const name of ['getItem', 'setItem'])
          Storage.prototype[name] = () => { throw new DOMException('forbidden', 'SecurityError'); };`);
        await page.reload();
      }
      await signIn(page, 'lou');
      const field = page.locator('main').getByRole('searchbox');
      const recent = page.getByRole('region', { name: 'Recent searches' });
      for (const q of ['whimbrel', 'from:', 'whimbrel', 'dusk']) {
        await field.fill(q);
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: `Search: ${q}` }).waitFor();
      }
      await page.locator('article', { hasText: 'whimbrel' }).waitFor();
      await page.getByRole('link', { name: 'Search', exact: true }).click();
      await expect
        .poll(() => recent.getByRole('link').allTextContents())
        .toEqual(['dusk', 'whimbrel', 'from:']);
      await checkAccessibility(page);
      await takeScreenshots(page, 'search-recent');
      await recent.getByRole('link', { name: 'from:' }).click();
      await page.getByText('This search cannot be understood.').waitFor();
      await page.getByText('replies to somebody').waitFor();
      await checkAccessibility(page);
      await takeScreenshots(page, 'search-not-understood');
      await page.goBack();
      await recent.getByRole('button', { name: 'Forget “whimbrel”' }).click();
      if (canKeep) await page.reload();
      await expect.poll(() => recent.getByRole('link').allTextContents()).toEqual(['dusk', 'from:']);
      await recent.getByRole('button', { name: 'Forget all' }).click();
      await recent.waitFor({ state: 'detached' });
      expect(errors).toEqual([]);
    }
  });

  test('feed, trends, bookmarks', async () => {
    const fay = await site.register('fay');
    const gus = await site.register('gus');
    await fay.client.follows.create({ id: gus.id });
    const tweet = await gus.client.tweets.create({ text: 'Worth keeping' });
    await using opened = await site.openPage('/feed');
    const { page, errors } = opened;
    await signIn(page, 'fay');
    const card = page.locator('article', { hasText: 'Worth keeping' });
    await card.waitFor();
    await checkAccessibility(page);
    await card.getByRole('button', { name: 'Bookmark' }).click();
    await expect
      .poll(async () => (await fay.client.tweets.get({ id: tweet.id })).viewer.bookmarked)
      .toBe(true);
    await page.getByRole('link', { name: 'Bookmarks' }).click();
    await page.getByRole('heading', { name: 'Bookmarks', level: 1 }).waitFor();
    await card.waitFor();
    await checkAccessibility(page);
    await page.goto(`${site.url}/trends`);
    await page.getByRole('heading', { name: 'Trends', level: 1 }).waitFor();
    await checkAccessibility(page);
    expect(errors).toEqual([]);
  });

  test('follow requests: one is accepted, one declined', async () => {
    const hal = await site.register('hal');
    await hal.client.users.update({ id: hal.id, private: true });
    const [ida, jon] = [await site.register('ida'), await site.register('jon')];
    for (const { client } of [ida, jon]) await client.follows.create({ id: hal.id });
    await using opened = await site.openPage('/follow-requests');
    const { page, errors } = opened;
    await signIn(page, 'hal');
    await page.getByRole('button', { name: 'Accept @ida' }).waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'follow-requests');
    await page.getByRole('button', { name: 'Accept @ida' }).click();
    await page.getByRole('button', { name: 'Decline @jon' }).click();
    await page.getByText('Nobody is waiting.').waitFor();
    const { items } = await hal.client.users.followers({ id: hal.id });
    expect(items.map(({ username }) => username)).toEqual(['ida']);
    expect(errors).toEqual([]);
  });
});
