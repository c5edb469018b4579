import type { Authenticator } from '../auth/authenticator.ts';
import { AppError } from '../core/errors.ts';
import type { Settings } from '../core/settings.ts';
import type { Viewer } from '../core/viewer.ts';
import { assertWithin, type Bucket, createBucket } from './bucket.ts';
import type { CountedRequest } from './counted-request.ts';
import { networkOf } from './network.ts';
import { createPasswordLimits, type PasswordLimits } from './password-limits.ts';
import {
  classesByAddress,
  multiplyLimits,
  type OperationClass,
  operationClasses,
  type RateLimits,
} from './rules.ts';

/** How much each caller may ask for. */
export interface Limits {
  /** What holds here, multiplied. */
  rules: RateLimits;
  passwords: PasswordLimits;
  /** Counts a call of an operation: by user when signed in, else by address. @throws AppError RATE_LIMITED */
  countCall(operationClass: OperationClass, request: CountedRequest): Promise<void>;
  /** Counts a stream of the viewer's in this process as open until what it returns is called. @throws AppError TOO_MANY_SUBSCRIPTIONS */
  openStream(viewer: Viewer): () => void;
}

export function createLimits(options: {
  settings: Settings;
  authenticator: Authenticator;
  key: Buffer;
}): Limits {
  const { settings, authenticator, key } = options;
  const rules = multiplyLimits(settings.rateLimits, settings.rateLimitFactor);
  // `as`: the same names.
  const buckets = Object.fromEntries(
    operationClasses.map((name) => [name, createBucket(rules[name])]),
  ) as Record<OperationClass, Bucket>;

  const callerOf = async ({ authorization, ipAddress }: CountedRequest) => {
    const viewer =
      authorization === undefined
        ? undefined
        : await authenticator.identify(authorization).catch(() => undefined);
    return viewer ? `user:${viewer.id}` : networkOf(ipAddress);
  };

  return {
    rules,
    passwords: createPasswordLimits({ rules, key }),
    async countCall(operationClass, request) {
      if (request.isCounted) return;
      const isByAddress = classesByAddress.has(operationClass);
      const caller = isByAddress ? networkOf(request.ipAddress) : await callerOf(request);
      const state = await buckets[operationClass].take(caller);
      request.onLimit?.(state);
      assertWithin(state);
    },
    openStream: createStreamBound(settings.maxStreamsPerViewer),
  };
}

function createStreamBound(max: number): Limits['openStream'] {
  const open = new Map<string, number>();
  return ({ id }) => {
    const count = open.get(id) ?? 0;
    if (count >= max) throw new AppError('TOO_MANY_SUBSCRIPTIONS');
    open.set(id, count + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const rest = (open.get(id) ?? 1) - 1;
      if (rest > 0) open.set(id, rest);
      else open.delete(id);
    };
  };
}
