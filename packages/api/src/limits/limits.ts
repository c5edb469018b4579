import type { Authenticator } from '../core/authenticator.ts';
import { AppError } from '../core/errors.ts';
import type { CountedRequest, Limits } from '../core/limits.ts';
import {
  classesByAddress,
  multiplyLimits,
  type OperationClass,
  operationClasses,
} from '../core/rate-limits.ts';
import type { Settings } from '../core/settings.ts';
import { assertWithin, type Bucket, type CreateBucket, createBucket } from './bucket.ts';
import { networkOf } from './network.ts';
import { createPasswordLimits } from './password-limits.ts';
import type { SharedCounts } from './shared-counts.ts';

export function createLimits(options: {
  settings: Settings;
  authenticator: Authenticator;
  key: Buffer;
  /** Where counts are shared; without it each process counts alone. */
  shared: SharedCounts | undefined;
}): Limits {
  const { settings, authenticator, key, shared } = options;
  const rules = multiplyLimits(settings.rateLimits, settings.rateLimitFactor);
  const bucketOf: CreateBucket = (name) => createBucket(name, rules[name], shared);
  // `as`: the same names.
  const buckets = Object.fromEntries(operationClasses.map((name) => [name, bucketOf(name)])) as Record<
    OperationClass,
    Bucket
  >;

  const callerOf = async ({ authorization, ipAddress }: CountedRequest) => {
    const viewer =
      authorization === undefined
        ? undefined
        : await authenticator.identify(authorization).catch(() => undefined);
    return viewer ? `user:${viewer.id}` : networkOf(ipAddress);
  };

  const countCall = async (operationClass: OperationClass, request: CountedRequest): Promise<string> => {
    const isByAddress = classesByAddress.has(operationClass);
    const caller = isByAddress ? networkOf(request.ipAddress) : await callerOf(request);
    const state = await buckets[operationClass].take(caller);
    request.onLimit?.(state);
    assertWithin(state);
    return caller;
  };
  const { maxCallsPerCaller, maxCalls, rateLimitFactor, maxStreamsPerViewer } = settings;
  const callsOfOne = createBound(
    maxCallsPerCaller * rateLimitFactor,
    () => new AppError('RATE_LIMITED', { retryAfterMs }),
  );
  const callsOfAll = createBound(
    maxCalls * rateLimitFactor,
    () => new AppError('UNAVAILABLE', { retryAfterMs }),
  );
  const streams = createBound(maxStreamsPerViewer, () => new AppError('TOO_MANY_SUBSCRIPTIONS'));

  return {
    rules,
    get areShared() {
      return shared?.isShared;
    },
    passwords: createPasswordLimits({ bucketOf, key }),
    async countCall(operationClass, request) {
      await countCall(operationClass, request);
    },
    async beginCall(operationClass, request) {
      const endOfOne = callsOfOne(await countCall(operationClass, request));
      try {
        const endOfAll = callsOfAll('all');
        return () => {
          endOfOne();
          endOfAll();
        };
      } catch (error) {
        endOfOne();
        throw error;
      }
    },
    openStream: ({ id }) => streams(id),
  };
}

/** When what is under way will have ended. */
const retryAfterMs = 1_000;

/** Bounds how much of something there is at once for each key. @returns how to begin one, which returns how to end it. */
function createBound(max: number, refuse: () => AppError): (key: string) => () => void {
  const open = new Map<string, number>();
  return (key) => {
    const count = open.get(key) ?? 0;
    if (count >= max) throw refuse();
    open.set(key, count + 1);
    let isOpen = true;
    return () => {
      if (!isOpen) return;
      isOpen = false;
      const rest = (open.get(key) ?? 1) - 1;
      if (rest > 0) open.set(key, rest);
      else open.delete(key);
    };
  };
}
