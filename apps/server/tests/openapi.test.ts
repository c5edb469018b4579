import { appRouter, defaultRateLimits, listProcedures } from '@dunlin/api';
import { expect, test } from 'vitest';
import { createOpenApiDocument } from '../src/openapi/document.ts';

const document = createOpenApiDocument({ baseUrl: 'https://dunlin.example.org' });
const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation })),
);

/** Carry bytes, which procedures cannot. */
const routesOfBytes = [
  ...['media.upload', 'media.get', 'admin.media.get', 'media.resumable.create', 'media.resumable.offset'],
  ...['media.resumable.append', 'media.resumable.cancel'],
];
const isProcedure = ({ operation }: { operation: { operationId: string } }) =>
  !routesOfBytes.includes(operation.operationId);

test('every procedure of the router is an operation of its name, and nothing else is but routes of bytes', () => {
  const names = [...Object.keys(appRouter._def.procedures), ...routesOfBytes];
  expect(operations.map(({ operation }) => operation.operationId).sort()).toEqual(names.sort());
});

test('every operation stands under a tag that the document describes, and every tag has one', () => {
  const used = new Set(operations.flatMap(({ operation }) => operation.tags));
  expect(document.tags?.map(({ name }) => name).sort()).toEqual([...used].sort());
});

test('an operation has the method and path of its procedure', () => {
  for (const { path, method, operation } of operations.filter(isProcedure)) {
    // biome-ignore lint/suspicious/noExplicitAny: tRPC types procedures as nested, and keeps them flat by name.
    const { openapi } = (appRouter._def.procedures as any)[operation.operationId]._def.meta;
    if (openapi) expect([method.toUpperCase(), path]).toEqual([openapi.method, openapi.path]);
  }
});

test('an operation needs an access token unless it hands one out, or asks for a password as a suspended account has none', () => {
  const open = operations.filter(({ operation }) => operation.security.length === 0);
  expect(open.map(({ operation }) => operation.operationId).sort()).toEqual([
    'auth.login',
    'auth.reactivate',
    'auth.refresh',
    'auth.register',
    'suspension.appeal',
    'suspension.deleteAccount',
    'suspension.export',
    'suspension.get',
  ]);
  for (const { operation } of operations.filter((operation) => !open.includes(operation))) {
    expect(operation.responses).toHaveProperty('401');
  }
});

test('what is public can be read with or without an access token', () => {
  const optional = operations
    .filter(isProcedure)
    .filter(({ operation }) => operation.security.some((way: object) => Object.keys(way).length === 0));
  expect(optional.map(({ operation }) => operation.operationId).sort()).toEqual([
    'hashtags.tweets',
    ...['tweets.get', 'tweets.replies', 'tweets.thread'],
    ...['users.get', 'users.getByUsername', 'users.tweets'],
  ]);
  for (const { operation } of optional) expect(operation.security).toEqual([{ accessToken: [] }, {}]);
});

test('every write takes an Idempotency-Key', () => {
  for (const { method, operation } of operations.filter(isProcedure)) {
    const takesKey = JSON.stringify(operation.parameters ?? []).includes('IdempotencyKey');
    expect([operation.operationId, takesKey]).toEqual([operation.operationId, method !== 'get']);
  }
});

test('every failure is a problem', () => {
  const responses = document.components?.responses ?? {};
  for (const { operation } of operations) {
    for (const [status, response] of Object.entries<{ $ref?: string }>(operation.responses)) {
      if (Number(status) < 400) continue;
      const described = response.$ref
        ? responses[response.$ref.replace('#/components/responses/', '')]
        : response;
      expect(described).toHaveProperty(['content', 'application/problem+json']);
    }
  }
});

test('an operation documents the errors that its procedure declares, but for those of a connection that breaks', () => {
  const responses = document.components?.responses ?? {};
  const neverOfRest = ['REQUEST_TIMEOUT', 'REQUEST_ABORTED', 'MALFORMED_JSON'];
  for (const { path, errors } of listProcedures(appRouter)) {
    const answers = operations.find(({ operation }) => operation.operationId === path)?.operation.responses;
    const documented = Object.values<{ $ref?: string; description?: string }>(answers)
      .map(({ $ref = '', description = responses[$ref.split('/').at(-1) ?? '']?.description }) => description)
      .flatMap((description = '') => [...description.matchAll(/`([A-Z_]+)`: /g)].map(([, code]) => code));
    const declared: (string | undefined)[] = [...errors.own, ...errors.common];

    expect(documented.filter((code) => !declared.includes(code))).toEqual(['MALFORMED_REQUEST']);
    const missing = declared.filter((code) => !documented.includes(code));
    expect(missing.filter((code) => !neverOfRest.includes(code ?? ''))).toEqual([]);
  }
});

test('the success of a write has the status it is answered with', () => {
  const statusOf = (name: string) =>
    Object.keys(operations.find(({ operation }) => operation.operationId === name)?.operation.responses)[0];
  expect([statusOf('tweets.create'), statusOf('tweets.delete'), statusOf('likes.create')]).toEqual([
    '201',
    '204',
    '200',
  ]);
});

test('the document names the server that it was made for', () => {
  expect(document.servers).toEqual([{ url: 'https://dunlin.example.org' }]);
});

test('every operation says how often it may be called, and every answer where the caller stands', () => {
  const { headers = {}, responses = {} } = document.components ?? {};
  for (const { operation } of operations) {
    const { class: kind, limit, windowSeconds } = operation['x-rateLimit'];
    expect(defaultRateLimits).toMatchObject({ [kind]: { max: limit, windowSeconds } });
    expect(operation.responses).toHaveProperty('429');
    for (const response of Object.values<{ $ref?: string }>(operation.responses)) {
      const described = response.$ref
        ? responses[response.$ref.replace('#/components/responses/', '')]
        : response;
      for (const name of ['RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset'])
        expect(described).toHaveProperty(['headers', name]);
    }
  }
  expect(responses.TooManyRequests).toHaveProperty(['headers', 'Retry-After']);
  expect(Object.keys(headers)).toContain('RateLimitRemaining');
});

test('the document lists the limits of the server that it was made for', () => {
  const rateLimits = { ...defaultRateLimits, search: { max: 7, windowSeconds: 120 } };
  expect(document.info.description).toContain('| `search` | searches | 60 in a minute |');
  expect(createOpenApiDocument({ rateLimits }).info.description).toContain(
    '| `search` | searches | 7 in 2 minutes |',
  );
});
