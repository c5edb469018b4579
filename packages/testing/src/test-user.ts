import type { DunlinClient } from '@dunlin/sdk';
import type { Role } from './protocol.ts';

export interface TestUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  /** Signed in. */
  readonly client: DunlinClient;
}

export interface TestUserOptions {
  displayName?: string;
  role?: Role;
}
