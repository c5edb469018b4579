import { expect, it } from 'vitest';
import { type Fixture, walk } from './fixture.ts';

export function describeUsers({ search, nextId, expectUsers }: Fixture): void {
  it('are found by name exactly, by how it begins, and misspelt, in that order', async () => {
    const names = ['Lovelace', 'Lovelacey', 'Lovlace', 'Unrelated'];
    const users = names.map((displayName, index) => ({
      id: nextId(),
      username: `zq_${index}`,
      displayName,
    }));
    await search().indexUsers(users);
    const [exact, prefix, typo] = users.map(({ id }) => id);
    await expectUsers('lovelace', [exact, prefix, typo]);
    await expectUsers('lovlace', [exact, prefix, typo], { anyOrder: true });
  });

  it('are found by username with and without its sign, and by a word of the name in any script', async () => {
    const user = { id: nextId(), username: 'Tolstoy_War', displayName: 'Лев Толстоевский' };
    for (const twice of [user, user]) await search().indexUsers([twice]);
    for (const text of ['tolstoy_war', '@TOLSTOY_WAR', 'tolstoy_w', 'Толстоевский', 'толстоевски']) {
      await expectUsers(text, [user.id]);
    }
    await search().removeUsers([user.id, user.id]);
    await expectUsers('@tolstoy_war', []);
  });

  it.each(['%', '_', '\\', "'", '%%%', '\u200d', ' '])(
    'are not found by what is no name: %s',
    async (text) => {
      await expectUsers(text, []);
      await expectUsers(`_____${text}`, []);
    },
  );

  it('page without repeats and holes', async () => {
    const users = Array.from({ length: 9 }, (_, index) => ({
      ...{ id: nextId(), username: `pager_${index % 3}${index}`, displayName: 'Pagerelli' },
    }));
    await search().indexUsers(users);
    await expectUsers(
      'Pagerelli',
      users.map(({ id }) => id),
      { anyOrder: true },
    );
    const whole = await search().searchUsers({ text: 'pagerelli', limit: 50 });
    const seen = await walk((after) => search().searchUsers({ text: 'pagerelli', limit: 2, after }));
    expect(seen).toEqual(whole);
  });
}

export function describeHashtags({ search, document, expectHashtags }: Fixture): void {
  it('are found with how many listed tweets carry them', async () => {
    const [one, two] = ['zebracrossing', 'zebrafish'];
    const tweets = [
      document({ hashtags: [one, two], author: 'tagger_a' }),
      document({ hashtags: [one, one], author: 'tagger_b' }),
      document({ hashtags: [two], author: 'tagger_c', listed: false }),
    ];
    await search().indexTweets(tweets);
    await search().indexTweets(tweets);
    await expectHashtags('#zebra', { [one]: 2, [two]: 1 });
    await search().setAuthorListed('tagger_c', true);
    await search().setAuthorListed('tagger_c', true);
    await search().setAuthorListed('tagger_a', false);
    await expectHashtags('zebra', { [one]: 1, [two]: 1 });
    await search().removeTweets(tweets.slice(1).map(({ id }) => id));
    await expectHashtags('zebra', {});
  });

  it('are found misspelt and without accents, and page without repeats and holes', async () => {
    const hashtags = Array.from({ length: 7 }, (_, index) => `élection${2020 + index}`);
    await search().indexTweets(hashtags.map((hashtag) => document({ hashtags: [hashtag] })));
    await expectHashtags('election', Object.fromEntries(hashtags.map((hashtag) => [hashtag, 1])));
    await expectHashtags('elction2021', { élection2021: 1 }, { among: true });
    const whole = await search().searchHashtags({ text: 'election', limit: 50 });
    const seen = await walk((after) => search().searchHashtags({ text: 'election', limit: 2, after }));
    expect(seen).toEqual(whole);
  });
}
