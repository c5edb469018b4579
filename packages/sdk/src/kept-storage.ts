import { DunlinError } from './dunlin-error.ts';
import type { TokenStorage, Tokens } from './token-storage.ts';

export interface KeptStorage extends TokenStorage {
  /** As `get`, but without an error: what cannot be read may still be replaced. */
  peek: TokenStorage['get'];
}

/**
 * A storage that signs nobody out by failing: what it cannot keep is kept here for as long as the client lives, or until
 * somebody else, such as another tab, changes what it has. Answers at once where the storage does.
 */
export function createKeptStorage(
  storage: TokenStorage,
  onFailure: (error: DunlinError) => void,
): KeptStorage {
  /** What should be there instead of the tokens that are. */
  let unkept: { tokens: Tokens | undefined; instead: string | undefined } | undefined;
  let lastRead: string | undefined;

  const choose = (stored: Tokens | undefined) => {
    lastRead = stored?.accessToken;
    if (unkept?.instead !== lastRead) unkept = undefined;
    return unkept ? unkept.tokens : stored;
  };
  const keep = (tokens: Tokens | undefined, instead: string | undefined) => {
    unkept = { tokens, instead };
  };
  const kept = () => {
    unkept = undefined;
  };

  const get = () =>
    attempt(
      () => storage.get(),
      choose,
      (cause) => {
        if (unkept) return unkept.tokens;
        throw storageFailed('read', cause);
      },
    );

  return {
    get,
    peek: () =>
      attempt(
        get,
        (tokens) => tokens,
        () => undefined,
      ),
    ...(storage.lockName !== undefined && { lockName: storage.lockName }),
    ...(storage.sessionUrl !== undefined && { sessionUrl: storage.sessionUrl }),
    ...(storage.subscribe && { subscribe: storage.subscribe.bind(storage) }),
    set: (tokens) =>
      attempt(
        () => storage.set(tokens),
        kept,
        (cause) => {
          onFailure(storageFailed('written', cause));
          // Tokens that are spent must not stay behind: whoever sends them seems to have stolen them.
          return attempt(
            () => storage.remove(),
            () => keep(tokens, undefined),
            () => keep(tokens, lastRead),
          );
        },
      ),
    remove: () =>
      attempt(
        () => storage.remove(),
        kept,
        (cause) => {
          onFailure(storageFailed('written', cause));
          keep(undefined, lastRead);
        },
      ),
  };
}

function storageFailed(what: 'read' | 'written', cause: unknown): DunlinError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DunlinError('STORAGE_FAILED', `The storage of the tokens could not be ${what}: ${why}`, {
    cause,
  });
}

/** Goes on with what an action gives, or fails with, without a pause when it makes none. */
function attempt<Value, Result>(
  action: () => Value | Promise<Value>,
  succeed: (value: Value) => Result,
  fail: (cause: unknown) => Result | Promise<Result>,
): Result | Promise<Result> {
  let value: Value | Promise<Value>;
  try {
    value = action();
  } catch (cause) {
    return fail(cause);
  }
  return value instanceof Promise ? value.then(succeed, fail) : succeed(value);
}
