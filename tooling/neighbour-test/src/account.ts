import { createSender, type Sender, type SentRequest } from '@dunlin/harness/http-sender';
import { z } from 'zod';

export interface Account {
  id: string;
  username: string;
  token: string;
}

const SignedIn = z.object({
  user: z.object({ id: z.string(), username: z.string() }),
  accessToken: z.string(),
});

export const attackerAddress = '127.0.0.2';
export const neighbourAddress = '127.0.0.3';

const passwordOf = (username: string) => `the password of ${username}`;

/** Who there is before anything happens: a neighbour with a home to read, and somebody whose tweets are as long as they may be. */
export async function makeWorld(url: string): Promise<void> {
  using sender = createSender(url, { address: neighbourAddress, connections: 4 });
  const register = async (username: string): Promise<Account> => {
    const body = { username, email: `${username}@example.org`, password: passwordOf(username) };
    return toAccount(await ask(sender, { path: '/auth/register', body }));
  };
  const neighbour = await register('neighbour');
  for (let number = 1; number <= 10; number += 1) {
    const author = await register(`author_${number}`);
    await ask(sender, { path: `/api/users/${author.id}/follow`, token: neighbour.token });
    for (let each = 1; each <= 10; each += 1)
      await ask(sender, {
        path: '/api/tweets',
        token: author.token,
        body: { text: `tweet ${each} of ${author.username}` },
      });
  }
  const attacker = await register('attacker');
  const text = await findLongestText(sender, attacker);
  for (let number = 1; number <= 100; number += 1)
    await ask(sender, {
      path: '/api/tweets',
      token: attacker.token,
      body: { text: text.replace('0', String(number)) },
    });
}

/** Of addresses, each of which counts as 23 whatever its length. */
async function findLongestText(sender: Sender, { token }: Account): Promise<string> {
  for (const length of [1_400, 340, 80]) {
    const text = Array.from(
      { length: 11 },
      (_, index) => `https://example.org/${index}${'x'.repeat(length)}`,
    ).join(' ');
    const { status } = await sender.send({
      ...{ method: 'POST', path: '/api/tweets', token },
      body: JSON.stringify({ text }),
    });
    if (status === 201) return text;
  }
  throw new Error('no tweet of eleven addresses is taken');
}

export async function signIn(sender: Sender, username: string): Promise<Account> {
  const body = { username, password: passwordOf(username) };
  return toAccount(await ask(sender, { path: '/auth/login', body }));
}

function toAccount(answer: string): Account {
  const { user, accessToken } = SignedIn.parse(JSON.parse(answer));
  return { ...user, token: accessToken };
}

/** @returns the answer. @throws Error unless it is done */
async function ask(
  sender: Sender,
  { body, ...request }: Omit<SentRequest, 'body'> & { body?: object },
): Promise<string> {
  const { status, text } = await sender.send({
    method: 'POST',
    ...request,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (status >= 300) throw new Error(`${request.path}: ${status} ${text}`);
  return text;
}
