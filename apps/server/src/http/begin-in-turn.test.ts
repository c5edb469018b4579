import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { beginInTurn } from './begin-in-turn.ts';

test('of many requests of an address at once some begin at a time, and one of another begins among the first', async () => {
  const app = fastify();
  const begun: string[] = [];
  beginInTurn(app);
  app.get('/:name', async ({ params }) => {
    // `as`: the route's one parameter.
    const { name } = params as { name: string };
    begun.push(name);
    return name;
  });
  await app.ready();
  const send = (name: string, remoteAddress: string) => app.inject({ url: `/${name}`, remoteAddress });
  const many = Array.from({ length: 20 }, (_, index) => send(`many-${index}`, '192.0.2.1'));
  const answer = await send('other', '192.0.2.2');
  expect(answer.body).toBe('other');
  expect(begun.indexOf('other')).toBeLessThan(8);
  expect((await Promise.all(many)).map(({ body }) => body)).toEqual(
    Array.from({ length: 20 }, (_, index) => `many-${index}`),
  );
  expect(begun.filter((name) => name !== 'other')).toEqual(
    Array.from({ length: 20 }, (_, index) => `many-${index}`),
  );
});
