import type { Authenticator } from '../core/authenticator.ts';
import type { CountedRequest, Limits } from '../core/limits.ts';
import {
  classesByAddress,
  multiplyLimits,
  type OperationClass,
  operationClasses,
} from '../core/rate-limits.ts';
import type { Settings } from '../core/settings.ts';
import { createBounds } from './bounds.ts';
import { assertWithin, type CreateBucket, createBucket } from './bucket.ts';
import { networkOf } from './network.ts';
import { createPasswordLimits } from './password-limits.ts';
import type { SharedCounts } from './shared-counts.ts';
import { createTurns } from './turns.ts';
import type { Bucket } from './windows.ts';

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
  const { beginCall, ...bounds } = createBounds(settings);
  const takeTurn = createCallTurns(settings);

  return {
    rules,
    get areShared() {
      return shared?.isShared;
    },
    passwords: createPasswordLimits({ bucketOf, key }),
    async countCall(operationClass, request) {
      await countCall(operationClass, request);
    },
    async beginCall(operationClass, request, countRows) {
      const caller = await countCall(operationClass, request);
      const end = beginCall(caller, await countRows());
      const endTurn = await takeTurn(operationClass, caller);
      return () => {
        endTurn();
        end();
      };
    },
    ...bounds,
  };
}

/** A search that waits for others of its caller takes no turn meanwhile from what is quick. */
function createCallTurns({ maxRunningPerCaller, maxSearchesPerCaller }: Settings) {
  const turns = createTurns(maxRunningPerCaller);
  const searches = createTurns(maxSearchesPerCaller);
  return (operationClass: OperationClass, caller: string) =>
    operationClass === 'search' ? searches(caller) : turns(caller);
}
