import { randomUUID } from 'node:crypto';
import { type Api, appRouter, describeError } from '@dunlin/api';
import { type NewUser, type ServerCalls, type SignedIn, testPassword } from '../protocol.ts';

/** Registers and signs in as callers from outside do. */
export function createAccounts(getApi: () => Api): Pick<ServerCalls, 'createUser' | 'signIn'> {
  let calls = 0;
  // Each from an address of its own: limits by address are not for seeds.
  const auth = () => {
    calls += 1;
    const ipAddress = [10, (calls >> 16) & 255, (calls >> 8) & 255, calls & 255].join('.');
    return appRouter.createCaller(getApi().createContext({ requestId: randomUUID(), ipAddress })).auth;
  };
  const signIn = async (username: string) =>
    toSignedIn(await told(auth().login({ username, password: testPassword })));
  return {
    signIn,
    async createUser({ username, displayName, role = 'user' }: NewUser) {
      const email = `${username.toLowerCase()}@example.org`;
      const registration = { username, email, displayName, password: testPassword };
      const answer = await told(auth().register(registration));
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

/** What a caller from outside would be told of a failure. */
async function told<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call;
  } catch (cause) {
    const { code, message, issues = [] } = describeError(cause);
    const details = issues.map((issue) => ` ${issue.path}: ${issue.message}`).join(';');
    throw Object.assign(new Error(message + details, { cause }), { code });
  }
}

function toSignedIn({ user, accessToken, refreshToken }: Answer): SignedIn {
  return { id: user.id, accessToken, refreshToken };
}

interface Answer extends Omit<SignedIn, 'id'> {
  user: { id: string };
}
