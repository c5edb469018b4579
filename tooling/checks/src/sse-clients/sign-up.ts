import { createClient } from '@dunlin/sdk';

export async function signUp(baseUrl: string, username: string) {
  const client = createClient({ baseUrl });
  const { user, accessToken } = await client.auth.register({
    username,
    email: `${username}@example.org`,
    password: `the password of ${username}`,
  });
  return { client, id: user.id, token: accessToken };
}
