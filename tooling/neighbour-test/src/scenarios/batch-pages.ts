import { repeat, type Scenario } from '../scenario.ts';

const calls = Array.from({ length: 50 }, () => 'users.tweets').join();

/** A request of four kilobytes that asks for as much as one can. */
export const batchPages: Scenario = {
  name: 'batch-pages',
  title: 'batches of 50 pages of 100 of the longest tweets, 17 at once',
  async attack({ attacker, openSender, signal }) {
    using sender = openSender(17);
    const inputs = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [index, { id: attacker.id, limit: 100 }]),
    );
    const path = `/trpc/${calls}?batch=1&input=${encodeURIComponent(JSON.stringify(inputs))}`;
    await repeat({ signal }, 17, () => sender.send({ path, token: attacker.token }));
  },
};
