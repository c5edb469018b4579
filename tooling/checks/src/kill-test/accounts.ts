import { call } from './call.ts';

export interface Account {
  id: string;
  username: string;
  token: string;
  followees: Account[];
  followers: Account[];
}

/** Registers users, each of whom follows those who come next, around in a circle. */
export async function registerAccounts(
  url: string,
  { users, followees }: { users: number; followees: number },
): Promise<Account[]> {
  const accounts = await Promise.all(
    Array.from({ length: users }, (_, index) => register(url, `writer_${index}`)),
  );
  for (const [index, account] of accounts.entries()) {
    const next = Array.from({ length: followees }, (_, step) => accounts[(index + step + 1) % users]);
    for (const followee of next) {
      if (!followee || followee === account) throw new Error('there must be more users than followees');
      await call(`${url}/api/users/${followee.id}/follow`, { method: 'POST', token: account.token });
      account.followees.push(followee);
      followee.followers.push(account);
    }
  }
  return accounts;
}

export async function register(url: string, username: string): Promise<Account> {
  const { user, accessToken } = await call<{ user: { id: string }; accessToken: string }>(
    `${url}/auth/register`,
    {
      body: { username, email: `${username}@example.org`, password: `the password of ${username}` },
    },
  );
  return { id: user.id, username, token: accessToken, followees: [], followers: [] };
}
