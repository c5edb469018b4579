import { AppError } from '@dunlin/api';
import { createTestApp } from '@dunlin/testing';
import { expect, test } from 'vitest';

test('an answer with a field that its output schema does not name is refused in tests', async () => {
  await using app = await createTestApp();
  const user = { id: '1', passwordHash: 'secret' };
  expect(() => app.api.services.checkAnswer?.('users.get', { ok: true, data: user })).toThrow(
    /users\.get answers/,
  );
});

test('an error that its procedure does not declare is refused in tests', async () => {
  await using app = await createTestApp();
  const error = new AppError('USERNAME_TAKEN');
  expect(() => app.api.services.checkAnswer?.('users.get', { ok: false, error })).toThrow(/USERNAME_TAKEN/);
});
