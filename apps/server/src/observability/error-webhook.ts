import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';

export interface ErrorWebhookConfig {
  url: string;
  /** What the receiver checks signatures with. */
  secret: string;
}

export interface ErrorWebhook extends AsyncDisposable {
  /** Posts a report as JSON soon. Never throws, never waits; drops what is more than the queue holds. */
  send(report: object): void;
  /** Of every report so far: what became of it. */
  readonly counts: Readonly<Record<'sent' | 'failed' | 'dropped', number>>;
}

export interface ErrorWebhookOptions extends ErrorWebhookConfig {
  logger: Pick<FastifyBaseLogger, 'warn'>;
  /** Before each attempt after the first. */
  retryDelaysMs?: readonly number[];
  /** Disposing it waits this long for what is queued. */
  flushMs?: number;
}

const timeoutMs = 5_000;
const maxQueued = 50;

/** Posts reports one after another, each a bounded number of times, signed; redirects are not followed. */
export function createErrorWebhook(options: ErrorWebhookOptions): ErrorWebhook {
  const { url, secret, logger, retryDelaysMs = [1_000, 5_000, 25_000], flushMs = 2_000 } = options;
  const counts = { sent: 0, failed: 0, dropped: 0 };
  const queue: string[] = [];
  const stopped = new AbortController();
  let running: Promise<void> | undefined;

  const deliver = async (body: string) => {
    for (let attempt = 0; ; attempt++) {
      const problem = await post(body, { url, secret, signal: stopped.signal });
      const retryDelay = retryDelaysMs[attempt];
      if (problem === undefined) counts.sent += 1;
      else if (problem.isFinal || retryDelay === undefined || stopped.signal.aborted) {
        counts.failed += 1;
        logger.warn({ reason: problem.reason }, 'A report of an error was not delivered');
      } else {
        await delay(retryDelay, undefined, { signal: stopped.signal }).catch(() => {});
        continue;
      }
      return;
    }
  };
  const deliverAll = async () => {
    for (let body = queue.shift(); body !== undefined; body = queue.shift()) await deliver(body);
    running = undefined;
  };

  return {
    counts,
    send(report) {
      if (queue.length >= maxQueued || stopped.signal.aborted) counts.dropped += 1;
      else queue.push(JSON.stringify(report));
      running ??= deliverAll();
    },
    async [Symbol.asyncDispose]() {
      const timer = setTimeout(() => stopped.abort(), flushMs);
      await running;
      clearTimeout(timer);
      stopped.abort();
    },
  };
}

/** `t=<seconds since 1970>,v1=<hex>`: HMAC-SHA256 with the secret over `<t>.<body>`. */
export function signReport(body: string, { secret, time }: { secret: string; time: number }): string {
  const seconds = Math.floor(time / 1000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

async function post(body: string, { url, secret, signal }: Delivery): Promise<Problem | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Dunlin',
        'dunlin-signature': signReport(body, { secret, time: Date.now() }),
      },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    // Whatever it says, it is not read.
    await response.body?.cancel();
    if (response.ok) return;
    const { status } = response;
    return { reason: `it answered ${status}`, isFinal: status < 500 && status !== 408 && status !== 429 };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    return { reason: `it cannot be reached (${code ?? 'too slow'})`, isFinal: false };
  }
}

interface Delivery extends ErrorWebhookConfig {
  signal: AbortSignal;
}

interface Problem {
  reason: string;
  /** Whether the same would be answered again. */
  isFinal: boolean;
}
