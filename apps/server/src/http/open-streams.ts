import type { ServerResponse } from 'node:http';

/** Answers that never end by themselves. */
export interface OpenStreams {
  add(response: ServerResponse): void;
  /** Ends them all: their clients reconnect, and resume after the last event they received. */
  end(): void;
}

export function createOpenStreams(): OpenStreams {
  const open = new Set<ServerResponse>();
  return {
    add(response) {
      open.add(response);
      response.once('close', () => open.delete(response));
    },
    end() {
      for (const response of open) response.end();
    },
  };
}
