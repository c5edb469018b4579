import type { SentRequest } from '@dunlin/harness/http-sender';
import type { CallerName } from '../caller.ts';
import type { Subjects } from '../cases.ts';

/** What is done once and is much work, as it concerns many. */
export interface HeavyWrite {
  name: string;
  by: CallerName;
  request(subjects: Pick<Subjects, 'users' | 'tweets'>): SentRequest;
  /** Seconds until it has every effect. */
  goal: number;
}

/** In this order: who is deleted does nothing more. */
export const heavyWrites: readonly HeavyWrite[] = [
  {
    name: 'the celebrity posts',
    by: 'celebrity',
    request: () => post('/api/tweets', { text: 'The tide is in.' }),
    goal: 10,
  },
  {
    name: 'the celebrity becomes private',
    by: 'celebrity',
    request: ({ users }) => ({ ...post(`/api/users/${users.celebrity}`, { private: true }), method: 'PUT' }),
    goal: 60,
  },
  {
    name: 'the celebrity becomes public again',
    by: 'celebrity',
    request: ({ users }) => ({ ...post(`/api/users/${users.celebrity}`, { private: false }), method: 'PUT' }),
    goal: 60,
  },
  {
    name: 'who follows the most leaves the celebrity',
    by: 'reader',
    request: ({ users }) => remove(`/api/users/${users.celebrity}/follow`),
    goal: 10,
  },
  ...(['liked', 'answered', 'repeated'] as const).map(
    (most): HeavyWrite => ({
      name: `the tweet most ${most} is deleted`,
      by: 'celebrity',
      request: ({ tweets }) => remove(`/api/tweets/${tweets[most]}`),
      goal: 10,
    }),
  ),
  {
    name: 'the celebrity is suspended',
    by: 'moderator',
    request: ({ users }) => post(`/api/admin/users/${users.celebrity}/suspend`, { reason: 'a measurement' }),
    goal: 60,
  },
  {
    name: 'the celebrity is restored',
    by: 'moderator',
    request: ({ users }) => post(`/api/admin/users/${users.celebrity}/restore`),
    goal: 60,
  },
  ...(['reader', 'celebrity'] as const).map(
    (by): HeavyWrite => ({
      name: by === 'reader' ? 'who follows the most is deleted' : 'the celebrity is deleted',
      by,
      request: ({ users }) => remove(`/api/users/${users[by]}`),
      goal: 60,
    }),
  ),
];

function post(path: string, body?: object): SentRequest {
  return { method: 'POST', path, body: body && JSON.stringify(body) };
}

function remove(path: string): SentRequest {
  return { method: 'DELETE', path };
}
