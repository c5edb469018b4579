import { expect, it } from 'vitest';
import type { TweetTerm } from '../search.ts';
import { type Fixture, not, phrase, word } from './fixture.ts';

export function describeWords({ add, expectFound, expectNothing }: Fixture): void {
  it('match in any form that the language of the tweet gives them', async () => {
    const english = await add({ text: 'Quoyle runs and sails', language: 'en' });
    const french = await add({ text: 'quoyle mangeait des pommes', language: 'fr' });
    await expectFound([word('quoyle'), word('running')], [english]);
    await expectFound([word('quoyle'), word('mangeaient')], [french]);
    await expectFound([word('quoyle')], [french, english]);
  });

  it('match whatever their case and accents', async () => {
    const id = await add({ text: 'ÉTÉ indien à Zürichsee', language: 'fr' });
    for (const text of ['zurichsee', 'ZÜRICHSEE', 'Zu\u0308richsee']) await expectFound([word(text)], [id]);
    await expectFound([word('zurichsee'), word('ete')], [id]);
  });

  it('match the same word in a language that nobody could tell', async () => {
    const id = await add({ text: 'Xyzzy plugh running', language: 'und' });
    await expectFound([word('xyzzy'), word('running')], [id]);
  });

  it('match words that are common', async () => {
    const id = await add({ text: 'To be or not to be, that is Hamletquote', language: 'en' });
    await expectFound([word('hamletquote'), word('to'), phrase('not to be')], [id]);
  });

  it('match parts of what is written without spaces, and emoji', async () => {
    const id = await add({ text: '今日は東京都庁へ行く🎉', language: 'ja' });
    for (const text of ['東京', '都庁', '東京都庁', '🎉'])
      await expectFound([word(text), word('今日')], [id]);
    await expectNothing([word('京東')]);
  });
}

export function describePhrases({ add, expectFound, expectNothing }: Fixture): void {
  it('match as phrases only one after the other and as they stand', async () => {
    const id = await add({ text: 'The grumpkin cats sleep', language: 'en' });
    await expectFound([phrase('Grumpkin CATS')], [id]);
    await expectNothing([phrase('cats grumpkin')]);
    await expectNothing([phrase('grumpkin cat')]);
    await expectNothing([phrase('grumpkin sleep')]);
  });

  it('leave out what has them when they are negated', async () => {
    const both = await add({ text: 'wobbegong jumping high', language: 'en' });
    const one = await add({ text: 'wobbegong at rest', language: 'en' });
    await expectFound([word('wobbegong')], [one, both]);
    await expectFound([word('wobbegong'), not(word('jumped'))], [one]);
    await expectFound([word('wobbegong'), not(phrase('at rest'))], [both]);
  });

  it.each(["'", '\\', "o'brien\\", '!', '& | <->', "quokka':*", "') or true --", 'quokka:*', '%', '_', '(('])(
    'are never syntax: %s',
    async (text) => {
      const id = await add({ text: `quokkaland ${text} o'brien` });
      await expectFound([word('quokkaland'), phrase(`${text} o'brien`)], [id], { atLeast: true });
      await expectNothing([word(`quokkalan${text}`), word('nowheretobefound')]);
    },
  );
}

export function describeFilters({ add, expectFound, expectNothing }: Fixture): void {
  it('by author, by whose tweet it answers, by mention and by hashtag', async () => {
    const id = await add({
      ...{ text: 'filtermany', author: 'ada_f', replyTo: 'bob_f', mentions: ['carol_f'], hashtags: ['café'] },
    });
    const other = await add({ text: 'filtermany' });
    for (const term of [
      { kind: 'from', username: 'Ada_F', negated: false },
      { kind: 'to', username: 'BOB_f', negated: false },
      { kind: 'mention', username: 'Carol_F', negated: false },
      { kind: 'hashtag', name: 'CAFÉ', negated: false },
    ] satisfies TweetTerm[]) {
      await expectFound([term], [id]);
      await expectFound([word('filtermany'), not(term)], [other]);
    }
    await expectNothing([{ kind: 'from', username: 'ada%', negated: false }]);
  });

  it('by time, from the first and before the second', async () => {
    const text = 'filtertime';
    const day = (number: number) => new Date(Date.UTC(2025, 0, number));
    const [, second] = [await add({ text, createdAt: day(1) }), await add({ text, createdAt: day(2) })];
    await add({ text, createdAt: day(3) });
    const terms = [
      { kind: 'since', at: day(2), negated: false },
      { kind: 'until', at: day(3), negated: false },
    ] satisfies TweetTerm[];
    await expectFound([word(text), ...terms], [second]);
  });

  it('by media, links, language and likes', async () => {
    const text = 'filterrest';
    const id = await add({ text, hasMedia: true, hasLinks: true, language: 'sv', likes: 7 });
    const other = await add({ text, language: 'und', likes: 6 });
    for (const term of [
      { kind: 'has', what: 'media', negated: false },
      { kind: 'has', what: 'links', negated: false },
      { kind: 'lang', language: 'sv', negated: false },
      { kind: 'min_likes', likes: 7, negated: false },
    ] satisfies TweetTerm[]) {
      await expectFound([word(text), term], [id]);
      await expectFound([word(text), not(term)], [other]);
    }
  });

  it('by likes, wherever the number asked for stands between powers of ten', async () => {
    const ids = new Map<number, string>();
    for (const likes of [0, 9, 10, 99, 100, 999, 1_000])
      ids.set(likes, await add({ text: 'filterlikes', likes }));
    for (const likes of [1, 9, 10, 50, 99, 100, 1_000, 1_001]) {
      const found = [...ids]
        .filter(([of]) => of >= likes)
        .map(([, id]) => id)
        .toReversed();
      await expectFound([word('filterlikes'), { kind: 'min_likes', likes, negated: false }], found);
    }
  });

  it('by whether it is listed, unless by an author who was named', async () => {
    const hidden = await add({ text: 'filterlisted', author: 'shy_f', listed: false });
    const open = await add({ text: 'filterlisted' });
    await expectFound([word('filterlisted')], [open]);
    await expectFound([word('filterlisted')], [open, hidden], { alsoBy: ['shy_f'] });
  });
}

export function describeHighlights({ add, expectHits }: Fixture): void {
  it('are what words and phrases matched, in code points', async () => {
    const text = '👩‍👩‍👧 Zorillas running, zorilla runs: big red zorilla';
    const id = await add({ text, language: 'en' });
    const shown = (terms: TweetTerm[]) =>
      expectHits({ terms }, ([hit]) => {
        expect(hit).toMatchObject({ id, text });
        return hit?.highlights.map(({ start, end }) => [...text].slice(start, end).join(''));
      });
    expect(await shown([word('zorilla'), word('run')])).toEqual([
      ...['Zorillas', 'running', 'zorilla', 'runs', 'zorilla'],
    ]);
    expect(await shown([phrase('red zorilla')])).toEqual(['red zorilla']);
    expect(await shown([word('zorilla'), phrase('red zorilla'), not(word('blue'))])).toEqual([
      ...['Zorillas', 'zorilla', 'red zorilla'],
    ]);
  });

  it('are none without words', async () => {
    await add({ text: 'plain', author: 'plain_h' });
    const terms: TweetTerm[] = [{ kind: 'from', username: 'plain_h', negated: false }];
    expect(await expectHits({ terms }, (hits) => hits.map(({ highlights }) => highlights))).toEqual([[]]);
  });
}
