import { createStop } from './abort.ts';
import type { Send, SentCall } from './sent-call.ts';
import type { SignIn } from './sign-in.ts';

/** Calls in one batch, and characters of its URL: within what servers and proxies commonly take. */
const maxCalls = 20;
const maxUrlLength = 6_000;

/** Reads of one moment share a request if they belong to one sign-in. */
export function createBatches(sendBatch: SendBatch): Send {
  const queues = new Map<SignIn, QueuedCall[]>();

  const flush = (signIn: SignIn) => {
    const queue = queues.get(signIn) ?? [];
    queues.delete(signIn);
    const waiting = queue.filter(({ sent }) => !sent.call.signal.aborted);
    for (const batch of split(waiting)) send(batch, sendBatch);
  };

  return (sent) =>
    new Promise((resolve) => {
      const urlLength = encodeURIComponent(`,${sent.path},"00":${JSON.stringify(sent.input)}`).length;
      const { signIn } = sent.call;
      const queue = queues.get(signIn) ?? [];
      queues.set(signIn, queue);
      if (queue.push({ sent, urlLength, resolve }) === 1) setTimeout(flush, 0, signIn);
    });
}

function split(queue: readonly QueuedCall[]): QueuedCall[][] {
  const batches: QueuedCall[][] = [];
  let urlLength = Number.POSITIVE_INFINITY;
  for (const queued of queue) {
    const batch = batches.at(-1);
    urlLength += queued.urlLength;
    if (batch && batch.length < maxCalls && urlLength <= maxUrlLength) batch.push(queued);
    else {
      batches.push([queued]);
      urlLength = queued.urlLength;
    }
  }
  return batches;
}

/** The request ends early when nobody waits for it any more. */
function send(batch: readonly QueuedCall[], sendBatch: SendBatch): void {
  const stop = createStop();
  let waiting = batch.length;
  for (const { signal } of batch.map(({ sent }) => sent.call))
    signal.addEventListener('abort', () => --waiting === 0 && stop.abort(signal.reason));
  const answers = sendBatch(
    batch.map(({ sent }) => sent),
    stop.signal,
  );
  for (const [index, { resolve }] of batch.entries()) resolve(answers.then((answerOf) => answerOf(index)));
}

/** Sends calls in one request, and resolves to what gives or throws the answer of each. */
export type SendBatch = (
  calls: readonly SentCall[],
  signal: AbortSignal,
) => Promise<(index: number) => unknown>;

interface QueuedCall {
  sent: SentCall;
  /** How much of the URL it takes. */
  urlLength: number;
  resolve(answer: Promise<unknown>): void;
}
