import { randomUUID } from 'node:crypto';
import { type Api, appRouter } from '@dunlin/api';
import { type NewUser, type ServerCalls, type SignedIn, testPassword } from '../protocol.ts';

/** Registers and signs in as callers from outside do. */
export function createAccounts(getApi: () => Api): Pick<ServerCalls, 'createUser' | 'signIn'> {
  const call = () => appRouter.createCaller(getApi().createContext({ requestId: randomUUID() }));
  const signIn = async (username: string) =>
    toSignedIn(await call().auth.login({ username, password: testPassword }));
  return {
    signIn,
    async createUser({ username, displayName, role = 'user' }: NewUser) {
      const email = `${username.toLowerCase()}@example.org`;
      const answer = await call().auth.register({ username, email, displayName, password: testPassword });
      if (role === 'user') return toSignedIn(answer);
      await getApi()
        .services.db.updateTable('users')
        .set({ role })
        .where('id', '=', answer.user.id)
        .execute();
      return signIn(username);
    },
  };
}

function toSignedIn({ user, accessToken, refreshToken }: Answer): SignedIn {
  return { id: user.id, accessToken, refreshToken };
}

interface Answer extends Omit<SignedIn, 'id'> {
  user: { id: string };
}
