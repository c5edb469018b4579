import type { Account } from './subject-server.ts';

/** How one SDK is used, in its project: `fixtures/sdk-report/drivers`. A string says why it has none of it. */
export interface SubjectDriver {
  open(options: OpenOptions): Promise<DrivenClient>;
  /** Renews an access token that has expired. */
  refreshing: true | string;
  /** Streams that connect again by themselves. */
  streaming: true | string;
  /** Keeps a session where several tabs find it. */
  tabs: true | string;
  /** Another account can sign in to the same client. */
  switching: true | string;
}

export interface OpenOptions {
  url: string;
  account: Account;
  /** Shared with other clients, if given. */
  storage?: Map<string, string>;
}

export interface DrivenClient {
  read(): Promise<unknown>;
  write(text: string): Promise<unknown>;
  /** Calls back with the text of each post that it is told of, until it is closed; resolves once it follows. */
  follow?(onPost: (text: string) => void): Promise<void>;
  /** Signs out, and in as another, as its documentation has it. */
  switchTo?(account: Account): Promise<void>;
  close?(): Promise<void>;
}
