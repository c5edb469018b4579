import { type ComponentType, lazy } from 'react';

/**
 * A component that is loaded when it is first shown.
 * @example const Home = lazyOf(async () => (await import('./home.tsx')).Home);
 */
export function lazyOf<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  return lazy(async () => ({ default: await load() }));
}
