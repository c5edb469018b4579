import { expect, it } from 'vitest';
import { type Fixture, walk, word } from './fixture.ts';

export function describeWrites({
  search,
  add,
  document,
  expectFound,
  expectNothing,
  expectHashtags,
}: Fixture): void {
  it('replace the document whole, however often they come', async () => {
    const before = document({ text: 'beforehand', hashtags: ['tagbefore'], hasMedia: true });
    const after = { ...before, text: 'afterwards', hashtags: ['tagafter'], hasMedia: false };
    for (const version of [before, before, after, after]) await search().indexTweets([version]);
    await expectFound([word('afterwards')], [before.id]);
    await expectNothing([word('beforehand')]);
    await expectNothing([word('afterwards'), { kind: 'has', what: 'media', negated: false }]);
    await expectNothing([{ kind: 'hashtag', name: 'tagbefore', negated: false }]);
  });

  it('remove what is there, and nothing that is not', async () => {
    const [gone, kept] = [await add({ text: 'removable' }), await add({ text: 'removable' })];
    for (const ids of [[gone], [gone, '4611686018427387904'], []]) await search().removeTweets(ids);
    await expectFound([word('removable')], [kept]);
  });

  it('take many documents at once, and none', async () => {
    const documents = Array.from({ length: 50 }, () => document({ text: 'manyatonce', author: 'many_w' }));
    await search().indexTweets(documents);
    await search().indexTweets([]);
    const ids = documents.map(({ id }) => id);
    await expectFound([word('manyatonce')], ids.toReversed());
  });

  it('list and delist all that an author wrote, call by call', async () => {
    const author = 'prolific_w';
    const documents = Array.from({ length: 1_003 }, () =>
      document({ text: 'prolific', author, hashtags: ['prolific'] }),
    );
    await search().indexTweets(documents);
    const setListed = async (listed: boolean) => {
      for (let after: string | undefined; ; ) {
        after = await search().setAuthorListed(author, listed, after);
        if (after === undefined) return;
      }
    };
    await setListed(false);
    await expectNothing([word('prolific')]);
    await expectHashtags('prolific', {});
    await setListed(true);
    await expectHashtags('prolific', { prolific: documents.length });
  });

  it('take any text', async () => {
    const texts = [
      '',
      '\\',
      "''",
      '\n\t',
      'e\u0301'.repeat(2000),
      'x'.repeat(4000),
      '⑴ ﷺ ½',
      'a b '.repeat(1000),
    ];
    const documents = texts.map((text) => document({ text: `${text} anytextatall` }));
    await search().indexTweets(documents);
    await expectFound([word('anytextatall')], documents.map(({ id }) => id).reverse());
  });
}

export function describePages({ search, document, expectFound }: Fixture): void {
  it.each(['newest', 'relevance'] as const)('by %s equal the whole, ties included', async (sort) => {
    const text = `paged${sort}`;
    const documents = Array.from({ length: 23 }, (_, index) =>
      document({ text: `${text} ${'again '.repeat(index % 3)}`, createdAt: new Date(1_710_000_000_000) }),
    );
    await search().indexTweets(documents);
    await expectFound([word(text)], documents.map(({ id }) => id).reverse());
    const ways = [[word(text)]];
    const whole = await search().searchTweets({ ways, sort, alsoBy: [], limit: 100 });
    expect(new Set(whole.map(({ id }) => id)).size).toBe(documents.length);
    for (const limit of [1, 4, 22, 23]) {
      const seen = await walk((after) => search().searchTweets({ ways, sort, alsoBy: [], limit, after }));
      expect(seen).toEqual(whole);
    }
  });

  it('by relevance are not moved by what is written meanwhile', async () => {
    const add = async (count: number) => {
      const documents = Array.from({ length: count }, () => document({ text: 'pagedmeanwhile' }));
      await search().indexTweets(documents);
      return documents.map(({ id }) => id);
    };
    const ids = await add(9);
    await expectFound([word('pagedmeanwhile')], ids.toReversed());
    const seen = await walk(async (after) => {
      if (after) await add(1);
      return search().searchTweets({
        ...{ ways: [[word('pagedmeanwhile')]], sort: 'relevance', alsoBy: [], limit: 2, after },
      });
    });
    expect(seen.map(({ id }) => id).filter((id) => ids.includes(id))).toEqual(ids.toReversed());
  });

  it('begin with what matches better', async () => {
    const createdAt = new Date(1_710_000_000_000);
    const better = document({ text: 'ranksfirst ranksfirst', createdAt });
    const worse = document({ text: 'ranksfirst among a great many other words that dilute it', createdAt });
    await search().indexTweets([better, worse]);
    await expectFound([word('ranksfirst')], [worse.id, better.id]);
    await expectFound([word('ranksfirst')], [better.id, worse.id], { sort: 'relevance' });
  });
}

export function describeWalks({ search, document, expectFound }: Fixture): void {
  it.each(['newest', 'relevance'] as const)('by %s go on over years', async (sort) => {
    const text = `pagedyears${sort}`;
    const [year, count] = [365n * 24n * 3_600_000n, 12];
    const documents = Array.from({ length: count }, (_, index) => {
      const ms = year + (year * BigInt(index)) / 5n;
      const words = `${text} ${'again '.repeat(index % 3)}`;
      // As ids tell the time.
      return document({ id: String(ms << 22n), text: words, createdAt: new Date(Number(ms)) });
    });
    await search().indexTweets(documents);
    const ids = documents.map(({ id }) => id).reverse();
    await expectFound([word(text)], ids);
    const ways = [[word(text)]];
    for (const limit of [1, 5]) {
      const seen = await walk((after) => search().searchTweets({ ways, sort, alsoBy: [], limit, after }));
      expect(seen.map(({ id }) => id)).toEqual(ids);
    }
    await search().removeTweets(ids);
  });

  it.each(['newest', 'relevance'] as const)('by %s mingle what is listed and what is not', async (sort) => {
    const text = `pagedmingled${sort}`;
    const documents = Array.from({ length: 12 }, (_, index) =>
      document({
        text: `${text} ${index % 5 === 0 ? text : ''}`,
        ...{
          author: `mingled_${index % 2}`,
          listed: index % 3 !== 0,
          createdAt: new Date(1_710_000_000_000),
        },
      }),
    );
    await search().indexTweets(documents);
    const [terms, alsoBy] = [[word(text)], ['mingled_0']];
    const ways = [terms];
    const seenByViewer = documents.filter(({ listed, author }) => listed || author === 'mingled_0');
    await expectFound(terms, seenByViewer.map(({ id }) => id).reverse(), { alsoBy });
    const whole = await search().searchTweets({ ways, sort, alsoBy, limit: 100 });
    for (const limit of [1, 3, 5])
      expect(await walk((after) => search().searchTweets({ ways, sort, alsoBy, limit, after }))).toEqual(
        whole,
      );
  });
}

export function describeAbort({ search }: Fixture): void {
  it('rejects with the reason of the signal, before and during a search', async () => {
    const reason = new Error('gone');
    const abort = new AbortController();
    const searches = (signal: AbortSignal) => [
      search().searchTweets({ ways: [[word('any')]], sort: 'newest', alsoBy: [], limit: 1, signal }),
      search().searchUsers({ text: 'any', limit: 1, signal }),
      search().searchHashtags({ text: 'any', limit: 1, signal }),
    ];
    const underWay = searches(abort.signal);
    abort.abort(reason);
    for (const answer of await Promise.allSettled([...underWay, ...searches(abort.signal)])) {
      expect(answer.status === 'rejected' && answer.reason).toBe(reason);
    }
  });
}
