import { type DunlinClient, DunlinError } from '@dunlin/sdk';
import { named } from '../named.ts';

/** A client in which what brings new tokens fails whose cookie could not be set: nobody is signed in by it. */
export function withFailingSignIns(client: DunlinClient, lost: () => DunlinError | undefined): DunlinClient {
  const { register, login, reactivate, changePassword } = client.auth;
  const unlessLost = <Answer>(answer: Answer): Answer => {
    const error = lost();
    if (error) throw error;
    return answer;
  };
  client.auth.register = named('auth.register', async (...call) => unlessLost(await register(...call)));
  client.auth.login = named('auth.login', async (...call) => unlessLost(await login(...call)));
  client.auth.reactivate = named('auth.reactivate', async (...call) => unlessLost(await reactivate(...call)));
  client.auth.changePassword = named('auth.changePassword', async (...call) => {
    const answer = await changePassword(...call);
    const cause = lost();
    if (!cause) return answer;
    throw new DunlinError(
      'STORAGE_FAILED',
      `The password has been changed, but the session that goes on could not be kept: sign in with the new password. ${cause.message}`,
      { cause },
    );
  });
  return client;
}
