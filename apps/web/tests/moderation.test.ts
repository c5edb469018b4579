import { join } from 'node:path';
import { connectEmbeddedPostgres, createDatabase } from '@dunlin/db';
import { canRunBrowser } from '@dunlin/harness/browser';
import { makePhoto } from '@dunlin/harness/sample-media';
import { createClient } from '@dunlin/sdk';
import { uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedSite, openSite, password, signIn } from './opened-site.ts';
import { takeScreenshots } from './take-screenshots.ts';

describe.runIf(canRunBrowser)('moderation', { timeout: 300_000 }, () => {
  let site: OpenedSite;
  beforeAll(async () => {
    site = await openSite({ admin: 'olga' });
  }, 300_000);
  afterAll(() => site[Symbol.asyncDispose]());

  test('an admin looks at a report, removes the tweet, suspends and restores its author, and the log says so', async () => {
    const mallory = await site.register('mallory');
    const ada = await site.register('ada');
    const tweet = await mallory.client.tweets.create({ text: 'Buy my pills' });
    await ada.client.moderation.report({ tweetId: tweet.id, reason: 'spam', comment: 'Again and again' });
    await using opened = await site.openPage('/moderation');
    const { page, errors } = opened;
    await signIn(page, 'olga');
    await page.getByRole('button', { name: 'Look at the report about @mallory' }).click();
    const review = page.getByRole('dialog', { name: 'Spam' });
    await review.getByText('Buy my pills').waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'moderation-report');
    await review.getByLabel('What is to happen?').selectOption('removeTweet');
    await review.getByLabel(/^Why/).fill('Advertising');
    await review.getByRole('button', { name: 'Resolve' }).click();
    await page.getByText('Nothing to do here.').waitFor();
    await expect(ada.client.tweets.get({ id: tweet.id })).rejects.toMatchObject({ code: 'TWEET_NOT_FOUND' });

    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByLabel('Find by name').fill('mallory');
    await page.getByRole('button', { name: 'Suspend @mallory' }).click();
    await page
      .getByRole('dialog')
      .getByLabel(/^Reason/)
      .fill('Spam');
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
    await page.getByText('Nothing to do here.').waitFor();
    await page.getByRole('button', { name: 'Suspended', exact: true }).click();
    await checkAccessibility(page);
    await takeScreenshots(page, 'moderation-accounts');
    await page.getByRole('button', { name: 'Restore @mallory' }).click();
    await page.getByText('Nothing to do here.').waitFor();

    await page.getByRole('link', { name: 'Audit log' }).click();
    await page.getByText('user.restore').waitFor();
    await checkAccessibility(page);
    await failJob(site.dataDir);
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('row', { name: 'Jobs that failed for good 1' }).waitFor();
    await page.getByText('The disk is full').waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'moderation-jobs');
    await page.getByRole('button', { name: 'Try again: process-media' }).click();
    await page.getByText('No job has failed for good.').waitFor();
    await page.getByRole('link', { name: 'Usage' }).click();
    await page.getByRole('rowheader', { name: 'Accounts', exact: true }).waitFor();
    for (const name of ['Active users', 'Sign-ups'])
      await page.getByRole('img', { name: new RegExp(`^${name}, most on `) }).waitFor();
    // The tweet there was has been removed.
    await page.getByRole('img', { name: 'Posts, nothing in these days' }).waitFor();
    await page.getByText('All of it as a table').click();
    await checkAccessibility(page);
    await takeScreenshots(page, 'moderation-usage');
    expect(errors).toEqual([]);
  });

  test('a moderator sees all that a report is about, a picture without words too, and nothing of what is for admins', async () => {
    const rita = await site.register('rita');
    const eve = await site.register('eve');
    const { admin, auth } = createClient({ baseUrl: site.url });
    await auth.login({ username: 'olga', password });
    await admin.users.setRole({ id: rita.id, role: 'moderator' });
    // Another role ends the sessions of the one before.
    await rita.client.auth.login({ username: 'rita', password });
    const data = new Blob([new Uint8Array(await makePhoto({ width: 320, height: 200 }))]);
    const media = await uploadMedia(eve.client, data, { altText: 'A forged letter' });
    await waitUntilReady(eve.client, media);
    const quoted = await rita.client.tweets.create({ text: 'What was said' });
    const tweet = await eve.client.tweets.create({ text: '', mediaIds: [media.id], quotedId: quoted.id });
    await rita.client.moderation.report({ tweetId: tweet.id, reason: 'other' });
    // What her own account may not see, she reviews all the same.
    await eve.client.moderation.block({ id: rita.id });

    await using opened = await site.openPage('/moderation');
    const { page, errors } = opened;
    await signIn(page, 'rita');
    await page.getByRole('button', { name: 'Look at the report about @eve' }).click();
    const review = page.getByRole('dialog');
    await review.getByText('Picture: A forged letter').waitFor();
    const picture = review.getByRole('img', { name: 'Picture: A forged letter' });
    await expect.poll(() => picture.getAttribute('src')).toMatch(/^blob:/);
    await checkAccessibility(page);
    await takeScreenshots(page, 'moderation-evidence');
    expect(await review.getByText('@rita: What was said').count()).toBe(1);
    await review.getByRole('button', { name: 'Close' }).click();
    const tabs = page.getByRole('navigation', { name: 'Moderation' });
    expect(await tabs.getByRole('link').allInnerTexts()).toEqual(['Reports', 'Appeals', 'Accounts']);
    for (const section of ['audit', 'jobs', 'usage']) {
      await page.goto(`${site.url}/moderation/${section}`);
      await page.getByRole('heading', { name: 'Not found' }).waitFor();
    }
    expect(errors).toEqual([]);
  });

  test('who is no moderator finds nothing there, and no way to it', async () => {
    await site.register('carl');
    await using opened = await site.openPage('/moderation');
    await signIn(opened.page, 'carl');
    await opened.page.getByRole('heading', { name: 'Moderation' }).waitFor({ state: 'detached' });
    await opened.page.getByRole('button', { name: 'More pages' }).click();
    expect(await opened.page.getByRole('link', { name: 'Moderation' }).count()).toBe(0);
  });
});

/** As when the last attempt of a job has failed, which takes half an hour. */
async function failJob(dataDir: string): Promise<void> {
  const connection = await connectEmbeddedPostgres(join(dataDir, 'postgres'));
  if (!connection) throw new Error('the database does not run');
  await using db = createDatabase({ url: connection.url });
  await db
    .insertInto('jobs')
    .values({
      ...{ id: 'process-media-1', name: 'process-media', reason: 'The disk is full' },
      events: JSON.stringify([{ type: 'media.uploaded', mediaId: '1' }]),
      failedAt: new Date(),
    })
    .execute();
}
