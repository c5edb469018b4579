import { expect, test } from 'vitest';
import { startSite } from './opened-site.ts';

test('who asks for too much is told so as such, with when to come again, on pages, feeds and in embeds', async () => {
  await using site = await startSite({ RATE_LIMIT_FACTOR: '0.1' });
  const ada = await site.register('ada');
  const { id } = await ada.client.tweets.create({ text: 'Hello' });
  const get = (path: string) => fetch(`${site.url}${path}`);
  const embedding = `/oembed?${new URLSearchParams({ url: `${site.url}/@ada/${id}` })}`;

  const statuses: number[] = [];
  while (statuses.at(-1) !== 429 && statuses.length < 100) statuses.push((await get(`/@ada/${id}`)).status);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(2);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));

  for (const path of ['/@ada', '/@ada.atom', `/@ada/${id}/embed`, embedding]) {
    const answer = await get(path);
    expect([path, answer.status]).toEqual([path, 429]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(10);
    expect(await answer.text()).not.toMatch(/Hello|og:/);
  }
});
