import { createSender } from '@dunlin/harness/http-sender';
import type { Outcome, Request, Who } from '../request.ts';

const shownOfAnswer = 300;

export function createHttpEdge(url: string, tokens: Record<Who, string | undefined>) {
  const sender = createSender(url, { connections: 16, timeoutMs: 30_000 });
  return {
    async send({ who, name, ...request }: Extract<Request, { edge: 'http' }>): Promise<Outcome> {
      try {
        const { status, text } = await sender.send({ ...request, token: tokens[who] });
        if (status >= 500) return { fault: `${name}: ${status} ${text.slice(0, shownOfAnswer)}` };
        // A batch, and what tRPC answers within 200, can hold failures of its own.
        if (text.includes('"INTERNAL')) return { fault: `${name}: ${text.slice(0, shownOfAnswer)}` };
        return { status };
      } catch (error) {
        return { fault: `${name}: no answer (${error})` };
      }
    },
    [Symbol.dispose]: () => sender[Symbol.dispose](),
  };
}
