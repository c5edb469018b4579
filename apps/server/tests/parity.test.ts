import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { createOpenApiDocument } from '../src/openapi/document.ts';

const repository = resolve(import.meta.dirname, '../../..');
const [, endpoints = [], models = [], features = []] = readFileSync(
  join(repository, 'docs/parity.md'),
  'utf8',
)
  .split(/^## /m)
  .map(readTable);

test('each endpoint of the old product is an operation of this one', () => {
  const { paths = {} } = createOpenApiDocument({ baseUrl: undefined });
  expect(endpoints).toHaveLength(30);
  const operations = endpoints.map(([method = '', path = '']) => {
    const operation: unknown = Reflect.get({ ...paths[path] }, method.toLowerCase());
    return Object(operation).operationId;
  });
  expect(operations).toEqual(endpoints.map((row) => row.at(-3)));
});

test('no row is open', () => {
  expect(models).toHaveLength(9);
  expect(features.length).toBeGreaterThan(25);
  const states = [...endpoints, ...models, ...features].map((row) => row.at(-1));
  expect(states.filter((state) => !state?.startsWith('done'))).toEqual([]);
});

test('each row names a test file that there is', () => {
  const files = [...endpoints, ...models, ...features].map((row) => row.at(-2) ?? '');
  const missing = files.filter((file) => !existsSync(join(repository, toPath(file))));
  expect([...new Set(missing)]).toEqual([]);
});

/** The cells of each row of a Markdown table, without its head. */
function readTable(section: string): string[][] {
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function toPath(file: string): string {
  return file.replace(/^api\//, 'packages/api/tests/').replace(/^server\//, 'apps/server/tests/');
}
