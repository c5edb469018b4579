import type { DunlinClient, DunlinError } from '@dunlin/sdk';
import { named } from '../named.ts';

/** A client in which a sign-in fails whose cookie could not be set, as nobody is signed in by it. */
export function withFailingSignIns(client: DunlinClient, lost: () => DunlinError | undefined): DunlinClient {
  const { register, login } = client.auth;
  const unlessLost = <Answer>(answer: Answer): Answer => {
    const error = lost();
    if (error) throw error;
    return answer;
  };
  client.auth.register = named('auth.register', async (...call) => unlessLost(await register(...call)));
  client.auth.login = named('auth.login', async (...call) => unlessLost(await login(...call)));
  return client;
}
