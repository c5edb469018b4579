import type { Services } from '../core/context.ts';

/** Whatever hangs is given up, to be tried again: what it holds is another's turn, and what it still does a repetition does as well. */
export async function inTime(
  { stopping }: Pick<Services, 'stopping'>,
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]);
  const ended = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => ended.reject(signal.reason), { once: true });
  await Promise.race([run(signal), ended.promise]);
}
