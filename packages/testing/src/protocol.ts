import type { FaultRule } from './faults.ts';
import type { SeenRequest } from './requests.ts';

/** What tests ask of the thread that the server runs in, by name. */
export interface ServerCalls {
  createUser(user: NewUser): Promise<SignedIn>;
  signIn(username: string): Promise<SignedIn>;
  drain(): Promise<void>;
  setTime(ms: number): Promise<void>;
  reset(): Promise<void>;
  listRequests(): Promise<SeenRequest[]>;
  addFault(rule: FaultRule): Promise<void>;
  removeFaults(): Promise<void>;
  cutStreams(): Promise<void>;
  closeConnections(): Promise<void>;
  stop(): Promise<void>;
}

export type Role = 'user' | 'moderator' | 'admin';

export interface NewUser {
  username: string;
  displayName?: string | undefined;
  role?: Role | undefined;
}

export interface SignedIn {
  id: string;
  accessToken: string;
  refreshToken: string;
}

/** What the thread is started with. */
export interface ServerOptions {
  /** Unix milliseconds. */
  now: number;
  rateLimits: boolean;
  corsOrigins: string[];
}

export interface CallMessage {
  id: number;
  name: keyof ServerCalls;
  args: unknown[];
}

/** The first one has the id 0, and says where the server is. */
export type AnswerMessage = { id: number } & (
  | { value: unknown }
  | { failure: { message: string; code: string | undefined; stack: string | undefined } }
);

/** Every account of a test signs in with it. */
export const testPassword = 'correct horse battery staple';
