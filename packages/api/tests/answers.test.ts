import { AppError } from '@dunlin/api';
import { createTestApp } from '@dunlin/harness';
import { tracked } from '@trpc/server';
import { expect, test } from 'vitest';
import { commonErrors } from '../src/core/error-catalogue.ts';

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

test('an error of other kinds of calls is refused in tests', async () => {
  await using app = await createTestApp();
  for (const code of commonErrors.write) {
    const answer = { ok: false, error: new AppError(code) } as const;
    expect(() => app.api.services.checkAnswer?.('users.get', answer)).toThrow(code);
    expect(() => app.api.services.checkAnswer?.('users.update', answer)).not.toThrow();
  }
});

test('an event and an end of a stream that it does not declare are refused in tests', async () => {
  await using app = await createTestApp();
  const read = async (events: AsyncGenerator) => {
    app.api.services.checkAnswer?.('timelines.onHome', { ok: true, data: events });
    return events.next();
  };
  const send = async function* (data: object) {
    yield tracked('1', data);
  };
  // biome-ignore lint/correctness/useYield: a stream that fails before its first event
  const fail = async function* () {
    throw new AppError('USERNAME_TAKEN');
  };

  expect(await read(send({ type: 'gap' }))).toMatchObject({ done: false });
  await expect(read(send({ type: 'gap', secret: 'x' }))).rejects.toThrow(/timelines\.onHome answers/);
  await expect(read(fail())).rejects.toThrow(/USERNAME_TAKEN/);
});
