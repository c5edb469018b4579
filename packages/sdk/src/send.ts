import { createBatches } from './batches.ts';
import { fromShape, invalidResponse } from './error-answer.ts';
import type { Http } from './http.ts';
import type { Send, SentCall } from './sent-call.ts';
import type { Session } from './session.ts';
import { tokenFor } from './session-calls.ts';

/** As tRPC's HTTP has it: a write by itself, and reads of one moment together. */
export function createSend({ url, sessionUrl, http, session }: SendOptions): Send {
  /** That of the first is that of all; each notes with which it was sent. */
  const authorize = async (calls: readonly SentCall[]): Promise<Record<string, string>> => {
    const [first] = calls;
    const accessToken = first && (await tokenFor(first.path, first.call.signIn, session));
    for (const { call } of calls) call.accessToken = accessToken;
    return accessToken === undefined ? {} : { authorization: `Bearer ${accessToken}` };
  };

  const sendRead = createBatches(async (calls, signal) => {
    const paths = calls.map(({ path }) => path).join();
    const inputs = JSON.stringify({ ...calls.map(({ input }) => input) });
    const { json, headers } = await http(`${url}/${paths}?batch=1&input=${encodeURIComponent(inputs)}`, {
      headers: await authorize(calls),
      signal,
    });
    // `as`: of whatever else it may be, each is looked at.
    const answers = json as Answers;
    return (index) => readAnswer(answers?.[index], headers);
  });

  const sendWrite = async (sent: SentCall) => {
    const authorization = await authorize([sent]);
    const isForSession = sessionUrl !== undefined && sent.changesSession;
    // What is rejected there is the cookie, and no token of this client.
    if (isForSession) sent.call.accessToken = undefined;
    const { json, headers } = await http(`${isForSession ? sessionUrl : url}/${sent.path}`, {
      method: 'POST',
      headers: {
        ...(isForSession ? {} : authorization),
        'content-type': 'application/json',
        'idempotency-key': sent.idempotencyKey,
      },
      body: JSON.stringify(sent.input),
      signal: sent.call.signal,
    });
    // `as`: likewise.
    return readAnswer(json as Answer, headers);
  };

  return (sent) => (sent.isWrite ? sendWrite(sent) : sendRead(sent));
}

/** @throws DunlinError that the server answered, or INVALID_RESPONSE */
function readAnswer(answer: Answer, headers: Headers): unknown {
  if (answer?.error) throw fromShape(answer.error, headers);
  if (!answer?.result) throw invalidResponse(answer);
  return answer.result.data;
}

type Answers = readonly Answer[] | undefined | null;

type Answer = { error?: Parameters<typeof fromShape>[0]; result?: { data?: unknown } } | undefined | null;

interface SendOptions {
  /** Of tRPC. */
  url: string;
  /** Of a backend that keeps the refresh token. */
  sessionUrl: string | undefined;
  http: Http;
  session: Session;
}
