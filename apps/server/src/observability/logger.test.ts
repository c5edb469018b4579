import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

test.each([
  { name: 'an object of tus', thrown: { status_code: 410, body: 'expired' }, message: 'expired' },
  { name: 'any other object', thrown: { row: 'secret' }, message: 'an object with row' },
  { name: 'nothing', thrown: null, message: 'null' },
])('$name that was thrown has a message in the log', ({ thrown, message }) => {
  const lines: string[] = [];
  const logger = createLogger('info', { write: (line) => lines.push(line) });
  logger.error({ err: new Error('failed', { cause: thrown }) });
  expect(JSON.parse(lines[0] ?? '').err.cause.message).toBe(message);
});
