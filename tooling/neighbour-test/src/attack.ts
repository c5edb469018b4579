import { once } from 'node:events';
import { setPriority } from 'node:os';
import { createSender, type Sender } from '@dunlin/harness/http-sender';
import { type Account, attackerAddress } from './account.ts';
import { scenarios } from './scenarios.ts';

/** The process of the attacker: it is told what to attack, says how it went, and ends with its parent. */

export interface AttackSettings {
  scenario: string;
  url: string;
  attacker: Account;
  tweetId: string;
  seconds: number;
}

/** How often it got which answer, by its status. */
export type Answers = Record<string, number>;

// It is on another machine as a rule: what it needs itself is not to slow down the server.
setPriority(10);
process.once('disconnect', () => process.exit());
// `as`: startAttack sends nothing else.
const [settings] = (await once(process, 'message')) as [AttackSettings];
const { scenario: name, url, attacker, tweetId, seconds } = settings;
const answers: Answers = {};
const signal = AbortSignal.timeout(seconds * 1_000);
const count = (what: string) => {
  answers[what] = (answers[what] ?? 0) + 1;
};
await scenarios
  .find((scenario) => scenario.name === name)
  ?.attack({
    ...{ url, attacker, tweetId, signal },
    openSender: (connections) =>
      counting(createSender(url, { address: attackerAddress, connections }), signal),
  });
process.send?.(answers);

function counting(sender: Sender, { aborted }: AbortSignal): Sender {
  return {
    async send(request) {
      if (aborted) throw new Error('it is over');
      try {
        const received = await sender.send(request);
        count(String(received.status));
        return received;
      } catch (error) {
        count('none');
        throw error;
      }
    },
    [Symbol.dispose]: () => sender[Symbol.dispose](),
  };
}
