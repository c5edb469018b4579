import { createTestApp } from '@dunlin/testing';
import { expect, test } from 'vitest';

test('an answer that its output schema does not allow is refused in tests', async () => {
  await using app = await createTestApp();
  const { checkOutput } = app.api.services;
  expect(() => checkOutput?.('tweets.get', { id: '1', passwordHash: 'secret' })).toThrow(/tweets\.get answers/);
});
