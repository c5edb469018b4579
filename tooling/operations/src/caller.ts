import type { Sender, SentRequest } from '@dunlin/harness/http-sender';
import { people } from '@dunlin/world/extremes';
import { z } from 'zod';
import { admin } from './open-world.ts';

/** An account of the world that is signed in. */
export interface Account {
  id: string;
  token: string;
  /** @throws Error when it is not answered as was asked for */
  ask(request: SentRequest): Promise<Answer>;
  /** @returns whether it is not refused */
  isAnswered(request: SentRequest): Promise<boolean>;
}

/** One that stands out. */
export interface Caller extends Account {
  name: CallerName;
}

export type CallerName = keyof typeof numbers;

const numbers = {
  ordinary: people.ordinary,
  celebrity: people.celebrity,
  reader: people.reader,
  blocker: people.blocker,
  moderator: people.moderator,
  admin,
};
const refusals = [403, 404];

const SignedIn = z.object({ user: z.object({ id: z.string() }), accessToken: z.string() });

export async function signInAll(sender: Sender): Promise<Caller[]> {
  const callers: Caller[] = [];
  // `as`: keys forget what they are.
  for (const name of Object.keys(numbers) as CallerName[])
    callers.push({ name, ...(await signIn(sender, usernameOf(name))) });
  return callers;
}

export function idsOf(callers: readonly Caller[]): Record<CallerName, string> {
  // `as`: fromEntries forgets the names.
  return Object.fromEntries(callers.map(({ name, id }) => [name, id])) as Record<CallerName, string>;
}

export function usernameOf(name: CallerName): string {
  return `user_${numbers[name]}`;
}

export async function signIn(sender: Sender, username: string): Promise<Account> {
  const login = async () => {
    const body = JSON.stringify({ username, password: people.password });
    const { status, text } = await sender.send({ method: 'POST', path: '/auth/login', body });
    if (status !== 200) throw new Error(`${username} cannot sign in: ${status} ${text}`);
    return SignedIn.parse(JSON.parse(text));
  };
  let session = await login();
  const send = async (request: SentRequest) => {
    const startedAt = performance.now();
    const { status, text } = await sender.send({ ...request, token: session.accessToken });
    return { status, text, ms: performance.now() - startedAt };
  };
  const ask = async (request: SentRequest, expected: readonly number[] = []) => {
    let answer = await send(request);
    // Access tokens hold for a quarter of an hour.
    if (answer.status === 401) {
      session = await login();
      answer = await send(request);
    }
    const { status, text } = answer;
    if (status >= 300 && !expected.includes(status))
      throw new Error(`${request.path}, asked by ${username}: ${status} ${text.slice(0, 300)}`);
    return answer;
  };
  return {
    ...{ id: session.user.id, token: session.accessToken, ask },
    isAnswered: async (request) => (await ask(request, refusals)).status < 300,
  };
}

interface Answer {
  status: number;
  text: string;
  ms: number;
}
