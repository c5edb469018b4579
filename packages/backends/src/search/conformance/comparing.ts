import { expect, it } from 'vitest';
import type { Fixture } from './fixture.ts';

export function describeComparing({ search, nextId, document }: Fixture): void {
  it('tells which tweets are missing, extra and different, and no others', async () => {
    const after = nextId();
    const tweets = Array.from({ length: 300 }, (_, index) =>
      document({ text: `Compared ${index}`, hashtags: index % 2 ? ['compared'] : [], author: 'comparer' }),
    );
    await search().indexTweets(tweets);
    await search().setAuthorListed('comparer', false);
    await search().setAuthorListed('comparer', true);
    const range = { after, upTo: nextId() };
    const none = { missing: [], extra: [], different: [] };
    await expect.poll(() => search().compareTweets(range, tweets), { timeout: 1_000 }).toEqual(none);
    const [first, second, ...others] = tweets;
    const edited = { ...document({}), ...second, text: 'edited' };
    const unknown = { ...edited, id: nextId() };
    const found = await search().compareTweets({ after, upTo: unknown.id }, [edited, ...others, unknown]);
    expect(found).toEqual({ missing: [unknown.id], extra: [first?.id], different: [second?.id] });
    expect(await search().compareTweets({ after: unknown.id, upTo: nextId() }, [])).toEqual(none);
  });

  it('tells the same of users', async () => {
    const after = nextId();
    const users = ['Ada', 'Bob', 'Carol'].map((name) => ({
      id: nextId(),
      username: `Compared_${name}`,
      displayName: `${name} Compårison`,
    }));
    await search().indexUsers(users);
    const range = { after, upTo: nextId() };
    await expect
      .poll(() => search().compareUsers(range, users), { timeout: 1_000 })
      .toEqual({ missing: [], extra: [], different: [] });
    const [ada, bob] = users;
    const renamed = { id: '', username: '', ...bob, displayName: 'Robert' };
    const found = await search().compareUsers({ after, upTo: range.upTo }, ada ? [ada, renamed] : []);
    expect(found).toEqual({ missing: [], extra: [users[2]?.id], different: [bob?.id] });
  });
}
