import { afterEach, expect, test, vi } from 'vitest';
import { browserStorage } from './token-storage.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('tokens in localStorage are shared by storages with the same key', async () => {
  const values = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => values.set(key, value),
    removeItem: (key: string) => values.delete(key),
  });
  const tokens = { accessToken: 'access', refreshToken: 'refresh', refreshAt: 1 };
  expect(browserStorage().get()).toBeUndefined();

  await browserStorage().set(tokens);

  expect(browserStorage().get()).toEqual(tokens);
  expect(browserStorage('another account').get()).toBeUndefined();
  await browserStorage().remove();
  expect(values).toEqual(new Map());
});

test('storages share a lock only when they share a key', () => {
  expect(browserStorage().lockName).toBe(browserStorage().lockName);
  expect(browserStorage().lockName).not.toBe(browserStorage('another account').lockName);
});

test('a browser tells of what other tabs change under the same key', () => {
  const page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('removeEventListener', page.removeEventListener.bind(page));
  const change = (key: string | null) => page.dispatchEvent(Object.assign(new Event('storage'), { key }));
  const heard = vi.fn();

  const stop = browserStorage().subscribe?.(heard);
  change('dunlin');
  change('another account');
  change(null);
  stop?.();
  change('dunlin');

  expect(heard).toHaveBeenCalledTimes(2);
});
