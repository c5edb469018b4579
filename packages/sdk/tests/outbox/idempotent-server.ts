import type { Fetch } from '../../src/index.ts';

/** What comes of a request: it is answered; done, and the answer lost; not even heard; or the server is not there for now, fails, or asks to wait. */
export type Fate = 'answered' | 'lost' | 'unheard' | 'unavailable' | 'failing' | 'limited';

export interface IdempotentServer {
  fetch: Fetch;
  /** What has been done, in order. */
  done: { userId: string; text: string; replyToId?: string; id: string }[];
  readonly requests: number;
}

/** A server that knows writes by their keys, and refuses tweets that begin with `bad`. An access token is the user's id. */
export function createIdempotentServer(nextFate: () => Fate): IdempotentServer {
  const done: IdempotentServer['done'] = [];
  const answers = new Map<string, { id: string }>();
  let requests = 0;
  const perform = (userId: string, input: { text: string; replyToId?: string }) => {
    const created = { ...input, userId, id: `id of ${input.text}` };
    done.push(created);
    return { id: created.id };
  };
  return {
    done,
    get requests() {
      return requests;
    },
    async fetch(_url, init) {
      requests++;
      const fate = nextFate();
      if (fate === 'unheard') throw new TypeError('no line');
      if (fate === 'unavailable') return new Response('', { status: 503 });
      if (fate === 'failing') return refuse('INTERNAL', 500);
      if (fate === 'limited') return new Response('', { status: 429, headers: { 'retry-after': '60' } });
      const headers = new Headers(init?.headers);
      const userId = headers.get('authorization')?.replace('Bearer ', '') ?? '';
      const key = `${userId} ${headers.get('idempotency-key')}`;
      const input = JSON.parse(String(init?.body));
      if (input.text.startsWith('bad')) return refuse('VALIDATION_FAILED', 400);
      if (input.text.startsWith('broken')) return refuse('INTERNAL', 500);
      const answer = answers.get(key) ?? perform(userId, input);
      answers.set(key, answer);
      if (fate === 'lost') throw new TypeError('the answer was lost');
      return Response.json({ result: { data: answer } });
    },
  };
}

function refuse(code: string, httpStatus: number): Response {
  return Response.json({ error: { message: code, data: { code, httpStatus } } }, { status: httpStatus });
}
