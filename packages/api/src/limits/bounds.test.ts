import { expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { defaultSettings } from '../core/settings.ts';
import { createBounds } from './bounds.ts';

test('a caller has so many calls under way, and all together have', () => {
  const { beginCall } = createBounds({ ...defaultSettings, maxCallsPerCaller: 2, maxCalls: 3 });
  const end = beginCall('one', 1);
  beginCall('one', 1);
  expect(() => beginCall('one', 1)).toThrow(new AppError('RATE_LIMITED', { retryAfterMs: 1_000 }));
  const endOther = beginCall('other', 1);
  expect(() => beginCall('other', 1)).toThrow(new AppError('UNAVAILABLE', { retryAfterMs: 1_000 }));
  end();
  end();
  beginCall('other', 1);
  expect(() => beginCall('one', 1)).toThrow(new AppError('UNAVAILABLE', { retryAfterMs: 1_000 }));
  endOther();
  beginCall('one', 1);
});

test('rows are counted as calls are: a page of a hundred is a hundred', () => {
  const { beginCall } = createBounds({ ...defaultSettings, maxRowsPerCaller: 200, maxRows: 300 });
  const end = beginCall('one', 100);
  beginCall('one', 100);
  expect(() => beginCall('one', 1)).toThrow(new AppError('RATE_LIMITED', { retryAfterMs: 1_000 }));
  expect(() => beginCall('other', 101)).toThrow(new AppError('UNAVAILABLE', { retryAfterMs: 1_000 }));
  beginCall('other', 100);
  // Whoever asks for little is let in, whatever others hold.
  beginCall('third', 1);
  end();
  beginCall('one', 100);
});

test('a small factor of rate limits leaves room for what one call may ask', () => {
  const { beginCall } = createBounds({ ...defaultSettings, rateLimitFactor: 0.001 });
  beginCall('one', 100)();
  beginCall('one', 2_000);
  expect(() => beginCall('one', 1)).toThrow(new AppError('RATE_LIMITED', { retryAfterMs: 1_000 }));
});
