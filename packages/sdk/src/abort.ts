/** An AbortController that follows others; AbortSignal.any is missing in browsers of 2023. */
export interface Stop {
  readonly signal: AbortSignal;
  abort(reason: unknown): void;
  /** Aborts as soon as `source` does, with its reason. */
  follow(source: AbortSignal | null | undefined): void;
  /** Follows nothing any more, and leaves no listener behind. */
  release(): void;
}

export function createStop(...sources: (AbortSignal | null | undefined)[]): Stop {
  const controller = new AbortController();
  const releases: (() => void)[] = [];
  let isReleased = false;
  const stop: Stop = {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    follow(source) {
      if (!source || isReleased) return;
      const abort = () => controller.abort(source.reason);
      if (source.aborted) return abort();
      source.addEventListener('abort', abort);
      releases.push(() => source.removeEventListener('abort', abort));
    },
    release() {
      isReleased = true;
      for (const release of releases.splice(0)) release();
    },
  };
  sources.forEach(stop.follow);
  return stop;
}

/** Settles as `promise` does, unless the signal aborts before: then it rejects with its reason. */
export function orAbort<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    const settled = () => signal.removeEventListener('abort', abort);
    promise.then(resolve, reject).finally(settled);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
}
