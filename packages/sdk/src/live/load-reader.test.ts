import { expect, test } from 'vitest';
import { createLine } from '../line.ts';
import { createLoadReader, type Reader } from './load-reader.ts';

const retry = { maxRetries: 0, baseDelayMs: 1, maxDelayMs: 1 };
const reader: Reader = async function* () {};

test('what cannot be loaded is tried again, told of, and then kept', async () => {
  const outcomes = [Promise.reject(new TypeError('offline')), Promise.resolve(reader)];
  const line = createLine(Date.now);
  const loadReader = createLoadReader({ line, retry, load: () => outcomes.shift() ?? Promise.reject() });
  const { signal } = new AbortController();

  expect(await loadReader(signal)).toBe(reader);
  expect(await loadReader(signal)).toBe(reader);

  expect(line.view).toMatchObject({ state: 'unreachable', lastError: { code: 'NETWORK_ERROR' } });
});

test('what stays missing is no reason to wait forever', async () => {
  const missing = new TypeError('Failed to fetch dynamically imported module');
  const load = () => Promise.reject(missing);
  const loadReader = createLoadReader({ line: createLine(Date.now), retry, load });

  await expect(loadReader(new AbortController().signal)).rejects.toBe(missing);
});

test('who leaves meanwhile does not wait for it', async () => {
  const leaving = new AbortController();
  const load = () => new Promise<Reader>(() => {});
  const loading = createLoadReader({ line: createLine(Date.now), retry, load })(leaving.signal);

  leaving.abort(new Error('left'));

  await expect(loading).rejects.toThrow('left');
});
