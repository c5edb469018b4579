import { randomUUID } from 'node:crypto';
import { repeat, type Scenario } from '../scenario.ts';

export const freshKeys: Scenario = {
  name: 'fresh-keys',
  title: 'one like again and again, each time under another idempotency key, 32 at once',
  async attack({ attacker, tweetId, openSender, signal }) {
    using sender = openSender(32);
    const path = `/api/tweets/${tweetId}/like`;
    await repeat({ signal }, 32, () =>
      sender.send({
        ...{ method: 'POST', path, token: attacker.token },
        headers: { 'idempotency-key': randomUUID() },
      }),
    );
  },
};

export const longTweets: Scenario = {
  name: 'long-tweets',
  title: 'tweets full of hashtags, mentions and quotes, and their deletion, 16 at once',
  async attack({ attacker, tweetId, openSender, signal }) {
    using sender = openSender(16);
    const { token } = attacker;
    const tags = Array.from({ length: 30 }, (_, index) => `#t${index}`).join(' ');
    await repeat({ signal }, 16, async () => {
      const text = `@neighbour @author_1 @author_2 ${tags} ${randomUUID().slice(0, 8)}`;
      const body = JSON.stringify({ text, quotedId: tweetId });
      const answer = await sender.send({ method: 'POST', path: '/api/tweets', token, body });
      const [, id] = /"id":"(\d+)"/.exec(answer.text) ?? [];
      if (answer.status === 201) await sender.send({ method: 'DELETE', path: `/api/tweets/${id}`, token });
    });
  },
};

export const wrongPasswords: Scenario = {
  name: 'wrong-passwords',
  title: 'wrong passwords for many accounts, 64 at once',
  async attack({ openSender, signal }) {
    using sender = openSender(64);
    let sent = 0;
    await repeat({ signal }, 64, () => {
      sent += 1;
      const body = JSON.stringify({
        username: `author_${sent % 12}`,
        password: `a wrong one, the ${sent}th`,
      });
      return sender.send({ method: 'POST', path: '/auth/login', body });
    });
  },
};
