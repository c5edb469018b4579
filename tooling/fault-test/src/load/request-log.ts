import type { Fetch } from '@dunlin/sdk';

export type RequestKind = 'write' | 'read' | 'search';

/** One attempt, as its client saw it. */
export interface RecordedRequest {
  kind: RequestKind;
  /** Unix milliseconds. */
  startedAt: number;
  durationMs: number;
  /** Undefined when no answer came. */
  status: number | undefined;
  path: string;
}

export interface RequestLog {
  readonly requests: readonly RecordedRequest[];
  /** A fetch that notes what it does. */
  fetchFor(kind: RequestKind): Fetch;
}

export function createRequestLog(): RequestLog {
  const requests: RecordedRequest[] = [];
  return {
    requests,
    fetchFor: (kind) => async (input, init) => {
      const startedAt = Date.now();
      const started = performance.now();
      const note = (status: number | undefined) => {
        const { pathname } = new URL(input instanceof Request ? input.url : input);
        requests.push({ kind, startedAt, durationMs: performance.now() - started, status, path: pathname });
      };
      try {
        const response = await fetch(input, init);
        note(response.status);
        return response;
      } catch (error) {
        note(undefined);
        throw error;
      }
    },
  };
}
