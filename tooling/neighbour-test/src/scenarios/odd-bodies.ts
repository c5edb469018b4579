import { randomUUID } from 'node:crypto';
import { repeat, type Scenario } from '../scenario.ts';

const wide = JSON.stringify(
  Object.fromEntries(Array.from({ length: 70_000 }, (_, index) => [`k${index}`, 0])),
);
const deep = `{"text":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;

export const oddBodies: Scenario = {
  name: 'odd-bodies',
  title: 'bodies of 70,000 names, and of 100,000 lists in lists, with idempotency keys, 8 at once',
  async attack({ attacker, openSender, signal }) {
    using sender = openSender(8);
    let sent = 0;
    await repeat({ signal }, 8, () => {
      sent += 1;
      const path = ['/auth/login', '/api/tweets', '/trpc/tweets.create'][sent % 3] ?? '';
      const headers = { 'idempotency-key': randomUUID() };
      return sender.send({
        method: 'POST',
        path,
        token: attacker.token,
        headers,
        body: sent % 2 ? wide : deep,
      });
    });
  },
};
