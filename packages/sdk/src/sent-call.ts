import type { Call } from './call.ts';

/** An operation that is no stream, as it goes over HTTP. */
export interface SentCall {
  path: string;
  isWrite: boolean;
  /** Whether its answer changes who is signed in. */
  changesSession: boolean;
  input: object;
  idempotencyKey: string;
  call: Call;
}

/** Sends a call once, and resolves to what the server answers. @throws DunlinError */
export type Send = (sent: SentCall) => Promise<unknown>;
