import { expect, it } from 'vitest';
import type { TweetSearch } from '../search.ts';
import { type Fixture, not, phrase, walk, word } from './fixture.ts';

/** What people type for what stands in a tweet: of its language, the tweet's words, and what finds them. */
const forms: readonly (readonly [language: string, text: string, typed: string])[] = [
  // Stemmers know endings by their accents, and stop words have forms, too.
  ['es', 'habitación', 'habitaciones'],
  ['es', 'quería', 'querer'],
  ['pt', 'reclamação', 'reclamações'],
  ['pt', 'mãe', 'mães'],
  ['fr', 'arrivé', 'arrivée'],
  ['tr', 'gün', 'günler'],
  ['tr', 'çocuk', 'çocuğun'],
  ['it', 'portare', 'porterò'],
  ['ro', 'oraș', 'orașele'],
  ['lt', 'norėti', 'norėjau'],
  ['sr', 'čovek', 'Човек'],
  ['de', 'habe', 'haben'],
  ['hu', 'almák', 'alma'],
  // Of languages that are taken for each other, both are read.
  ['hr', 'Београд', 'beograd'],
  ['hr', 'beograd', 'београд'],
  ['id', 'makanan', 'makan'],
  ['da', 'hestene', 'hest'],
  // Letters that do not come apart, and cases of other alphabets.
  ['pl', 'Łódź', 'lodz'],
  ['no', 'Nørrebro', 'norrebro'],
  ['vi', 'Đà Nẵng', 'da-nang'],
  ['fr', 'cœur', 'coeur'],
  ['fr', 'coeur', 'cœur'],
  ['is', 'þorskur', 'thorskur'],
  ['is', 'æðardúnn', 'aedardunn'],
  ['tr', 'sıcak', 'SICAK'],
  ['tr', 'Isparta', 'ısparta'],
  // Korean and Japanese.
  ['ja', 'フォロワー500人', 'フォロワー'],
  ['ja', 'フォロワー500人', '500'],
  ['ja', 'スーパーMario', 'Mario'],
  ['ja', 'ﾃﾞｰﾀ', 'データ'],
  ['ko', '한국에서 왔어요', '한국'],
  ['ko', '안녕하세요', '안녕'],
  // Scripts whose spelling varies.
  ['ru', 'ёлка', 'елка'],
  ['ru', 'молоко\u0301', 'молоко'],
  ['ar', 'مُحَمَّد', 'محمد'],
  ['ar', 'محـمد', 'محمد'],
  ['ar', 'أحمد', 'احمد'],
  ['ar', 'مدرسة', 'مدرسه'],
  ['fa', 'کتاب', 'كتاب'],
  ['fa', 'می\u200cروم', 'میروم'],
  ['ar', '١٢٣', '123'],
  ['fa', '۴۵۶', '456'],
  ['he', 'שָׁלוֹם', 'שלום'],
  ['yi', 'ייִדיש', 'יידיש'],
  ['hi', 'हिन्दी', 'हिंदी'],
  ['hi', 'क़लम', 'कलम'],
  ['bn', 'র\u200d্যাব', 'র্যাব'],
  // Styled letters, apostrophes, what is not seen, and names with signs.
  ['en', '𝗕𝗿𝗲𝗮𝗸𝗶𝗻𝗴', 'breaking'],
  ['uk', 'дев\u02bcять', 'дев\u2019ять'],
  ['en', 'super\u00adman', 'superman'],
  ['en', 'bat\u2060man', 'batman'],
  ['en', 'spider\u200bman', 'spiderman'],
  ['en', 'C++', 'c++'],
  ['en', 'C#', 'C#'],
];

export function describeTyped({ add, search, expectFound, expectNothing }: Fixture): void {
  it.each(forms.map((row, index) => [...row, index] as const))(
    'match, in %s, %s by %s',
    async (language, text, typed, index) => {
      const author = `typed_${index}`;
      const id = await add({ text: `1 ${text} 2`, language, author });
      await expectFound([word(typed), { kind: 'from', username: author, negated: false }], [id]);
      await expectFound([word(text), { kind: 'from', username: author, negated: false }], [id]);
    },
  );

  it('match as phrases whatever letters they are typed with', async () => {
    const id = await add({ text: 'die große Straße am Fluß', language: 'de', author: 'typed_p' });
    await expectFound([phrase('grosse strasse am fluss'), word('fluß')], [id]);
    await expectNothing([phrase('grosse strassen')]);
  });

  it('are no parts of the names of languages for programs', async () => {
    const author = 'typed_c';
    const from = { kind: 'from', username: author, negated: false } as const;
    const named = await add({ text: 'I like C++ and C#', author });
    const dotted = await add({ text: 'a.b.c', author });
    await expectFound([from, word('C++')], [named]);
    await expectFound([from, word('C')], [dotted]);
  });

  it('match in the languages that they are asked in alone', async () => {
    const author = 'typed_l';
    const from = { kind: 'from', username: author, negated: false } as const;
    await add({ text: 'running', language: 'de', author });
    const english = await add({ text: 'running', language: 'en', author });
    await expectFound([from, word('runs')], [english]);
  });

  it('match in one of several ways, each found once, in order, on every page', async () => {
    const from = { kind: 'from', username: 'typed_o', negated: false } as const;
    const post = (text: string) => add({ text, author: 'typed_o', language: 'en' });
    const coffee = await post('one café in the morning');
    const both = await post('a naïve café');
    const naive = await post('how naïve');
    const other = await post('something else');
    const ways = [
      [from, word('cafe')],
      [from, word('naive')],
    ];
    /** Page after page, to the end. */
    const expectWays = async (ways: TweetSearch['ways'], options: Partial<TweetSearch>, ids: string[]) => {
      const asked = { ways, sort: 'newest', alsoBy: [], limit: 100, ...options } as const;
      const read = () => walk((after) => search().searchTweets({ ...asked, after }));
      await expect.poll(async () => (await read()).map(({ id }) => id)).toEqual(ids);
    };
    for (const sort of ['newest', 'relevance'] as const) {
      await expectWays(ways, { sort }, [naive, both, coffee]);
      for (const limit of [1, 2]) await expectWays(ways, { sort, limit }, [naive, both, coffee]);
    }
    const without = [from, word('cafe'), not(word('naive'))];
    await expectWays([without, [from, phrase('something else')]], {}, [other, coffee]);
    await expectWays([without, [from, word('some-thing'), word('else')]], {}, [coffee]);
  });
}
