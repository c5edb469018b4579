import { expect, test } from 'vitest';
import { AppError } from '../core/errors.ts';
import { defaultSettings } from '../core/settings.ts';
import { createBounds } from './bounds.ts';

test('a caller has so many calls under way, and all together have', () => {
  const { beginCall } = createBounds({ ...defaultSettings, maxCallsPerCaller: 2, maxCalls: 3 });
  const end = beginCall('one');
  beginCall('one');
  expect(() => beginCall('one')).toThrow(new AppError('RATE_LIMITED', { retryAfterMs: 1_000 }));
  const endOther = beginCall('other');
  expect(() => beginCall('other')).toThrow(new AppError('UNAVAILABLE', { retryAfterMs: 1_000 }));
  end();
  end();
  beginCall('other');
  expect(() => beginCall('one')).toThrow(new AppError('UNAVAILABLE', { retryAfterMs: 1_000 }));
  endOther();
  beginCall('one');
});
