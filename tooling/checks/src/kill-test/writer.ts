import { randomUUID } from 'node:crypto';
import type { Account } from './accounts.ts';
import { call, Refusal } from './call.ts';

const maxInFlight = 300;
const tickMs = 5;
/** Of the acknowledged tweets, so many of the latest are sent again after each restart. */
const repeatedAcknowledged = 20;

/** A tweet that was sent, and must in the end stand once. */
export interface Write {
  author: Account;
  text: string;
  key: string;
  /** Set once it was acknowledged. */
  tweetId: string | undefined;
}

export interface Writer {
  writes: readonly Write[];
  /** Answers that refused a tweet, which none should. */
  refusals: readonly string[];
  /**
   * Starts sending tweets at an even rate, whatever comes back. What it returns stops that and waits for the answers;
   * `perSecond` is how many came in the last second.
   */
  start(): () => Promise<{ answered: number; unanswered: number; perSecond: number }>;
  /** Sends again what has no answer, and some of what has, each under its key. @throws when one is refused. */
  retry(): Promise<Retry>;
}

export interface Retry {
  /** Tweets that had no answer. */
  sent: number;
  /** Of these, written before the server was killed: only the answer was lost. */
  hadCommitted: number;
  /** Tweets that had an answer. */
  repeated: number;
  /** Texts of those that now got another answer than before. */
  changedAnswers: string[];
}

export function createWriter(
  url: string,
  { accounts, rate }: { accounts: readonly Account[]; rate: number },
): Writer {
  const writes: Write[] = [];
  const refusals: string[] = [];
  const answerTimes: number[] = [];
  let stoppedAt = 0;

  const send = async (): Promise<void> => {
    const number = writes.length;
    const author = accounts[number % accounts.length];
    if (!author) throw new Error('nobody to write');
    const write: Write = { author, text: `tweet ${number}`, key: randomUUID(), tweetId: undefined };
    writes.push(write);
    try {
      write.tweetId = (await post(url, write)).id;
      answerTimes.push(performance.now());
    } catch (error) {
      if (error instanceof Refusal) refusals.push(error.message);
    }
  };

  return {
    writes,
    refusals,
    start() {
      const [first, startedAt] = [writes.length, performance.now()];
      const inFlight = new Set<Promise<void>>();
      const timer = setInterval(() => {
        const due = ((performance.now() - startedAt) / 1_000) * rate;
        while (writes.length - first < due && inFlight.size < maxInFlight) {
          const sending = send().finally(() => inFlight.delete(sending));
          inFlight.add(sending);
        }
      }, tickMs);
      return async () => {
        clearInterval(timer);
        stoppedAt = Date.now();
        const now = performance.now();
        const perSecond = answerTimes.filter((time) => time > now - 1_000).length;
        await Promise.all(inFlight);
        const sent = writes.slice(first);
        const answered = sent.filter(({ tweetId }) => tweetId !== undefined).length;
        return { answered, unanswered: sent.length - answered, perSecond };
      };
    },
    retry: () => sendAgain(url, { writes, stoppedAt }),
  };
}

async function sendAgain(
  url: string,
  { writes, stoppedAt }: { writes: readonly Write[]; stoppedAt: number },
): Promise<Retry> {
  const unanswered = writes.filter(({ tweetId }) => tweetId === undefined);
  const acknowledged = writes.filter(({ tweetId }) => tweetId !== undefined).slice(-repeatedAcknowledged);
  const repeats = await Promise.all(acknowledged.map((write) => post(url, write)));
  const answers = await Promise.all(unanswered.map((write) => post(url, write)));
  for (const [index, write] of unanswered.entries()) write.tweetId = answers[index]?.id;
  return {
    sent: unanswered.length,
    hadCommitted: answers.filter(({ createdAt }) => Date.parse(createdAt) <= stoppedAt).length,
    repeated: acknowledged.length,
    changedAnswers: acknowledged
      .filter(({ tweetId }, index) => repeats[index]?.id !== tweetId)
      .map(({ text }) => text),
  };
}

function post(url: string, { author, text, key }: Write): Promise<{ id: string; createdAt: string }> {
  return call(`${url}/api/tweets`, { token: author.token, key, body: { text } });
}
