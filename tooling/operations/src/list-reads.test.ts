import type { Operation } from '@dunlin/harness/read-api';
import { expect, test } from 'vitest';
import { notCalled } from './cases.ts';
import { listReads, toPath } from './list-reads.ts';

const notMeasured = Object.keys(notCalled).map((id) => read(id, []));

test('what needs nothing is asked for without a line of its own', () => {
  const reads = listReads([read('users.list', ['limit', 'cursor']), ...notMeasured], {});
  expect(reads.map(({ operation: { id } }) => id)).toEqual(['users.list']);
});

test('a new read that needs parameters is not left out: the words say where its line goes', () => {
  const list = () => listReads([read('tweets.polls', ['limit'], ['id']), ...notMeasured], {});
  expect(list).toThrow(/tweets\.polls needs `id`.*cases\.ts.*line in `listCases`/);
});

test('a line of an operation that is no more is not kept', () => {
  expect(() => listReads(notMeasured, { 'tweets.gone': [] })).toThrow(/tweets\.gone.*Take it out/);
});

test('who asks stands where the case says `me`', () => {
  const values = { id: 'me', q: 'a b' };
  const path = toPath(
    { operation: read('tweets.polls', ['q', 'limit', 'cursor'], ['id']), case: { name: '', values } },
    { callerId: '7', page: { limit: 20, cursor: 'c' } },
  );
  expect(path).toBe('/api/7?q=a+b&limit=20&cursor=c');
});

function read(id: string, inQuery: string[], inPath: string[] = []): Operation {
  const named = (names: string[], place: string) =>
    names.map((name) => ({ name, in: place, schema: {}, required: place === 'path' }));
  return {
    ...{ id, method: 'GET', path: ['/api', ...inPath.map((name) => `{${name}}`)].join('/') },
    ...{
      parameters: [...named(inPath, 'path'), ...named(inQuery, 'query')],
      body: undefined,
      isStream: false,
    },
  };
}
