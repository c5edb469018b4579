/** Opens one subscription over one connection; ends when the server ends it, throws when it or the connection fails. */
export type Subscribe = (subscription: Subscription) => AsyncGenerator<LiveMessage, void, undefined>;

export interface Subscription {
  path: string;
  input: object;
  accessToken: string | undefined;
  signal: AbortSignal;
  /** Called when the connection stands. */
  onOpen?(): void;
}

export interface LiveMessage {
  id: string;
  data: { type: string; [payload: string]: unknown };
}
