import { canRunBrowser } from '@dunlin/harness/browser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkAccessibility } from './check-accessibility.ts';
import { type OpenedSite, openSite, password, sendSignIn, signIn } from './opened-site.ts';
import { takeScreenshots } from './take-screenshots.ts';

describe.runIf(canRunBrowser)('signing in and out', { timeout: 300_000 }, () => {
  let site: OpenedSite;
  beforeAll(async () => {
    site = await openSite();
  }, 300_000);
  afterAll(() => site[Symbol.asyncDispose]());

  test('a refused sign-up says why beside the field and keeps what was written; then one is in', async () => {
    await site.register('taken');
    await using opened = await site.openPage('/sign-up');
    const { page, errors } = opened;
    await page.getByLabel('Username').fill('taken');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Somebody else has this name.').waitFor();
    const username = page.getByLabel('Username');
    expect(await username.getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example.org');
    await checkAccessibility(page);
    await takeScreenshots(page, 'sign-up');

    await username.fill('ada');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    expect(errors).toEqual([]);
  });

  test('the refresh token is in a cookie that no script reads, a reload stays signed in, and tabs go together', async () => {
    await site.register('bob');
    await using opened = await site.openPage('/');
    const { page, errors } = opened;
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await checkAccessibility(page);
    await takeScreenshots(page, 'sign-in');
    await signIn(page, 'bob');
    const cookies = await page.context().cookies();
    expect(cookies).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'dunlin', httpOnly: true, sameSite: 'Strict' }),
        expect.objectContaining({ name: 'dunlin-session', httpOnly: false, sameSite: 'Strict' }),
      ]),
    );
    const kept = await page.evaluate(
      'JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])',
    );
    const [refresh] = cookies.filter(({ name }) => name === 'dunlin').map(({ value }) => value);
    const { refreshToken, accessToken } = JSON.parse(Buffer.from(refresh ?? '', 'base64url').toString());
    expect(kept).not.toContain(refreshToken);
    expect(kept).not.toContain(accessToken);

    await page.reload();
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    const tab = await page.context().newPage();
    await tab.goto(`${site.url}/notifications`);
    await tab.getByRole('heading', { name: 'Notifications', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'More pages' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await tab.getByRole('button', { name: 'Sign in' }).waitFor();
    expect((await page.context().cookies()).map(({ name }) => name)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('who is signed out elsewhere is told so', async () => {
    const { client } = await site.register('carol');
    await using opened = await site.openPage('/');
    const { page } = opened;
    await signIn(page, 'carol');
    await client.auth.changePassword({ currentPassword: password, newPassword: 'battery staple' });
    await page.getByText('You were signed out').waitFor();
  });

  test('a wrong password is said beside its field', async () => {
    await using opened = await site.openPage('/bookmarks');
    const { page } = opened;
    await page.getByText('Sign in to see this page.').waitFor();
    await page.getByLabel('Username or e-mail').fill('nobody');
    await page.getByLabel('Password').fill('not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The name or the password is wrong.').waitFor();
  });

  test('an account that its owner deletes is gone, and comes back by signing in', async () => {
    await site.register('fay');
    await using opened = await site.openPage('/settings');
    const { page, errors } = opened;
    await signIn(page, 'fay');
    await page.goto(`${site.url}/settings/delete`);
    await page.getByLabel('Your password').fill('not this one');
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByText('The name or the password is wrong.').waitFor();
    await page.getByLabel('Your password').fill(password);
    await page.getByRole('button', { name: 'Delete my account' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await sendSignIn(page, 'fay');
    await page.getByText('it can come back, with all that belongs to it').waitFor();
    await checkAccessibility(page);
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });
});
