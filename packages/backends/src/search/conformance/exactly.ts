import { it } from 'vitest';
import type { TweetTerm } from '../search.ts';
import { type Fixture, not, phrase, word } from './fixture.ts';

/** Names are the same only when they are spelt the same, whatever an engine thinks of punctuation and accents. */
export function describeExactNames({ add, expectFound, expectNothing }: Fixture): void {
  it('tell usernames apart by punctuation', async () => {
    const users = ['punct_u', 'punctu', 'punct_u_', '_punct_u'];
    const fields = (username: string) => ({ author: username, replyTo: username, mentions: [username] });
    const ids = new Map<string, string>();
    for (const username of users) ids.set(username, await add({ text: 'punctuated', ...fields(username) }));
    for (const [username, id] of ids) {
      const others = [...ids.values()].filter((other) => other !== id).reverse();
      for (const kind of ['from', 'to', 'mention'] as const) {
        const term: TweetTerm = { kind, username, negated: false };
        await expectFound([term], [id]);
        await expectFound([word('punctuated'), not(term)], others);
      }
    }
    await expectNothing([{ kind: 'from', username: 'punct-u', negated: false }]);
  });

  it('show what is not listed only of the very authors who were named', async () => {
    const text = 'namedauthors';
    const hidden = await add({ text, author: 'shy_n', listed: false });
    await add({ text, author: 'shyn', listed: false });
    await add({ text, author: 'shy_n_', listed: false });
    await expectFound([word(text)], [hidden], { alsoBy: ['shy_n'] });
    await expectFound([word(text)], [], { alsoBy: ['shy'] });
  });

  it('take two thousand authors who were named', async () => {
    const text = 'thousandauthors';
    const authors = Array.from({ length: 2_000 }, (_, index) => `thousandth_${index}_author`);
    const [first, last] = [authors[0] ?? '', authors.at(-1) ?? ''];
    const ids = [
      await add({ text, author: first, listed: false }),
      await add({ text, author: last, listed: false }),
    ];
    await add({ text, author: 'thousandth_none', listed: false });
    for (const sort of ['newest', 'relevance'] as const)
      await expectFound([word(text)], ids.toReversed(), { alsoBy: authors, sort });
  });

  it('tell hashtags apart by accents and underscores', async () => {
    const names = ['crème', 'creme', 'cre_me', 'creme_'];
    const ids: string[] = [];
    for (const name of names) ids.push(await add({ text: 'exacttags', hashtags: [name] }));
    for (const [index, name] of names.entries()) {
      const term: TweetTerm = { kind: 'hashtag', name, negated: false };
      const [id] = ids.slice(index, index + 1);
      await expectFound([term], id === undefined ? [] : [id]);
      await expectFound([word('exacttags'), not(term)], ids.filter((other) => other !== id).reverse());
    }
  });
}

export function describeExclusions({ add, expectFound }: Fixture): void {
  it('leave out beside an operator, when no word is asked for', async () => {
    const from: TweetTerm = { kind: 'from', username: 'excluder_x', negated: false };
    const author = 'excluder_x';
    const plain = await add({ author, text: 'the sea is calm', language: 'en' });
    const tagged = await add({ author, text: 'storms are coming #sea', language: 'en', hashtags: ['sea'] });
    const empty = await add({ author, text: '' });
    await expectFound([from, not(word('storm'))], [empty, plain]);
    await expectFound([from, not(phrase('are coming'))], [empty, plain]);
    await expectFound([from, not(phrase('calm sea'))], [empty, tagged, plain]);
    await expectFound([from, not(phrase('sea'))], [empty]);
    await expectFound([from, not(word('sea')), not(phrase('are storms'))], [empty]);
    await expectFound([from, not({ kind: 'hashtag', name: 'sea', negated: false })], [empty, plain]);
    await expectFound([from, not(word('storm')), not(phrase('is calm'))], [empty], { sort: 'relevance' });
  });
}
