import { it } from 'vitest';
import { type Fixture, not, phrase, word } from './fixture.ts';

export function describeScripts({ add, expectFound, expectNothing }: Fixture): void {
  it.each([
    ['Cyrillic', 'Воробьянинов ЖИВЁТ здесь', ['воробьянинов', 'ВОРОБЬЯНИНОВ', 'живёт']],
    ['Greek', 'Ο ΟΔΥΣΣΈΑΣ Γύρισε', ['οδυσσέας', 'οδυσσεας', 'Οδυσσέας', 'ΓΥΡΙΣΕ']],
    ['Armenian', 'Սևանալճի ՋՈՒՐԸ', ['սևանալճի', 'ջուրը']],
    ['Turkish', 'İSTANBULLU ışık', ['istanbullu', 'İstanbullu']],
  ])('match whatever their case: %s', async (_, text, asked) => {
    const id = await add({ text });
    for (const one of asked) {
      await expectFound([word(one)], [id]);
      await expectFound([phrase(one)], [id]);
    }
  });

  it.each([
    ['Latin', 'Crème brûlée decomposée', ['brûlée', 'brulee', 'decomposée']],
    ['Cyrillic', 'Йошкарола ёлкина', ['йошкарола', 'ёлкина']],
    ['Korean', '대한민국사람 왔다', ['대한민국사람']],
    ['Vietnamese', 'Thành phố Hồchíminhville', ['hồchíminhville', 'hochiminhville']],
  ])('match however they were composed: %s', async (_, text, asked) => {
    const ids = [await add({ text: text.normalize('NFD') }), await add({ text: text.normalize('NFC') })];
    for (const one of asked)
      for (const form of ['NFC', 'NFD']) await expectFound([word(one.normalize(form))], ids.toReversed());
  });

  it('are others where an accent makes another letter', async () => {
    await add({ text: 'неёжик зимойник' });
    await expectNothing([word('зимоиник')]);
  });

  it.each([
    ['Chinese', '我們昨天在臺灣師範大學見面', ['師範', '臺灣師範大學', '昨天', '面'], ['師大', '學大']],
    ['Japanese', 'ロボット研究所で会いましょう', ['研究', 'ロボ', 'ット研', '会い'], ['究研']],
    ['Thai', 'ประเทศไทยสวยมากจริงๆ', ['ไทย', 'สวยมาก', 'ประเทศไทย'], ['ไทยมาก']],
    ['Khmer', 'ខ្ញុំស្រឡាញ់ភាសាខ្មែរ', ['ភាសា', 'ខ្មែរ'], ['ខ្មែរភាសា']],
  ])('match any part of what is written without spaces: %s', async (_, text, found, missed) => {
    const author = `scripts_${_.toLowerCase()}`;
    const id = await add({ text, author });
    const from = { kind: 'from', username: author, negated: false } as const;
    for (const part of found) {
      await expectFound([from, word(part)], [id]);
      await expectFound([from, phrase(part)], [id]);
      await expectFound([from, not(word(part))], []);
    }
    for (const part of missed) await expectNothing([from, word(part)]);
  });
}

/** What stands between letters divides words, and is nothing more. */
export function describePunctuation({ add, expectFound, expectNothing }: Fixture): void {
  it('are divided by punctuation, and match singly and one after the other', async () => {
    const author = 'punctuation_p';
    const from = { kind: 'from', username: author, negated: false } as const;
    const dotted = await add({ author, text: 'node.js' });
    const spaced = await add({ author, text: 'Node js' });
    const joined = await add({ author, text: 'nodejs' });
    const apart = await add({ author, text: 'js or node' });
    await expectFound([from, word('js')], [apart, spaced, dotted]);
    for (const text of ['node.js', 'NODE-JS', 'node/js']) {
      await expectFound([from, word(text)], [spaced, dotted]);
      await expectFound([from, phrase(text)], [spaced, dotted]);
    }
    await expectFound([from, word('node'), not(word('node.js'))], [apart]);
    await expectFound([from, word('nodejs'), not(word('js'))], [joined]);
    await expectNothing([from, word('js.node')]);
  });

  it('match in any form also where several make one', async () => {
    const author = 'punctuation_f';
    const from = { kind: 'from', username: author, negated: false } as const;
    const one = await add({ author, text: 'a well-running machine', language: 'en' });
    const apart = await add({ author, text: 'running well', language: 'en' });
    await expectFound([from, word('wells-runs')], [one]);
    await expectFound([from, not(word('wells-runs'))], [apart]);
    await expectNothing([from, phrase('wells-runs')]);
  });

  it('are all asked for, also where no tweet has one of them', async () => {
    const id = await add({ text: 'sundew bladderwort butterwort pitcher', author: 'punctuation_s' });
    await add({ text: 'bladderwort sundew', author: 'punctuation_s' });
    const [has, hasToo] = [phrase('sundew bladderwort'), phrase('butterwort pitcher')];
    const none = phrase('butterwort sundew');
    const others = phrase('bladderwort sundew');
    await expectFound([has, hasToo, word('bladderwort-butterwort')], [id]);
    for (const terms of [
      [has, none],
      [none, has],
      [has, others, hasToo],
      [has, word('pitcher-sundew')],
    ])
      await expectNothing(terms);
    await expectNothing([has, phrase('sundew nowhere')]);
    await expectNothing([word('sundew-bladderwort'), word('bladderwort-sundew'), word('butterwort-pitcher')]);
    await expectFound([has, not(none), not(others)], [id]);
  });

  it('page without holes where several that make one are seldom neighbours', async () => {
    const text = (index: number) => (index % 10 === 0 ? 'rarely-next' : 'next is rarely');
    const ids: string[] = [];
    for (let index = 0; index < 40; index++)
      ids.push(await add({ text: text(index), author: 'punctuation_n' }));
    const neighbours = ids.filter((_, index) => index % 10 === 0).reverse();
    for (const limit of [1, 3, 100])
      await expectFound([word('rarely-next')], neighbours.slice(0, limit), { limit });
  });
}

export function describeLongTexts({ add, expectFound, expectNothing }: Fixture): void {
  const words = (count: number, prefix: string) =>
    Array.from({ length: count }, (_, index) => `${prefix}${index}`);

  it('match as phrases of sixty words', async () => {
    const sixty = words(60, 'sixtieth');
    const id = await add({ text: `before ${sixty.join(' ')} after` });
    await expectFound([phrase(sixty.join(' '))], [id]);
    await expectFound([word(sixty.join('-'))], [id]);
    await expectNothing([phrase(sixty.with(59, 'another').join(' '))]);
    await expectNothing([phrase(sixty.toReversed().join(' '))]);
    await expectFound(sixty.map(word), [id]);
    await expectNothing(sixty.with(50, 'another').map(word));
  });

  it('match deep in a long text, as words and as phrases', async () => {
    const id = await add({ text: `${words(1_500, 'd').join(' ')} deeplyburied treasure chest` });
    await expectFound([word('deeplyburied')], [id]);
    await expectFound([phrase('deeplyburied treasure chest')], [id]);
    await expectFound([word('deeplyburied-treasure')], [id]);
    await expectNothing([phrase('deeplyburied chest')]);
  });
}
