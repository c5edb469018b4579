import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeJson, shareJson } from './shared-json.ts';

/** JSON values and what stands in answers besides: things that are left out, things with a JSON of their own, shared parts. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(undefined, null, true, 0, -0, 1.5, Number.NaN, 'text', '"\\\u2028', '😀', '\ud800'),
    fc.string({ unit: 'grapheme' }),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }).map(shareJson),
    fc.array(fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }).map(shareJson), { maxLength: 3 }),
  ),
}));

test('encodes as JSON.stringify does, whatever of it is shared and however often', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), (answer) => {
      const expected = JSON.stringify(answer);
      // Buffers, as text would hide what is no text.
      const encoded = [encodeJson(answer), encodeJson(answer), encodeJson({ answer })];
      expect(encoded.map(String)).toEqual([expected, expected, `{"answer":${expected}}`]);
      expect(encoded[0]).toEqual(Buffer.from(expected));
    }),
  );
});

test('makes the JSON of what is shared once, as it never changes', () => {
  let reads = 0;
  const shared = shareJson({
    get text() {
      reads += 1;
      return 'hello';
    },
  });
  const page = { items: [shared, shared], nextCursor: null };
  for (let i = 0; i < 3; i += 1)
    expect(String(encodeJson(page))).toBe('{"items":[{"text":"hello"},{"text":"hello"}],"nextCursor":null}');
  expect(reads).toBe(1);
  expect(() => Object.assign(shared, { more: 1 })).toThrow(TypeError);
});
