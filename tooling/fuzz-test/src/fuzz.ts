import { readApi } from '@dunlin/harness/read-api';
import { readResidentKb } from '@dunlin/harness/resident-memory';
import fc from 'fast-check';
import { createAccounts } from './accounts.ts';
import { sendBytes } from './edges/bytes.ts';
import { createHttpEdge } from './edges/http.ts';
import { createSocketEdge } from './edges/sockets.ts';
import type { Options } from './options.ts';
import type { Outcome, Request } from './request.ts';
import { requestsTo } from './requests.ts';

/** After so many those whose sessions have ended sign in again. */
const chunkSize = 250;
const atOnce = 16;

export interface Run {
  /** How often what was answered, by edge and status. */
  answers: Map<string, number>;
  /** What the server was to blame for, with the first request of its kind and how often. */
  faults: Map<string, { request: Request; count: number }>;
  /** Of the server's process after each chunk, in MB. */
  memory: number[];
}

/** @throws Error when the server has ended. */
export async function fuzz(
  { url, pid }: { url: string; pid: number },
  { requests, seed, databaseFolder }: Options & { databaseFolder: string },
): Promise<Run> {
  const accounts = createAccounts(url, databaseFolder);
  const api = await readApi(url);
  using http = createHttpEdge(url, accounts.tokens);
  await using sockets = createSocketEdge(url, accounts.tokens);
  const run: Run = { answers: new Map(), faults: new Map(), memory: [] };
  const send = (request: Request): Promise<Outcome> => {
    if (request.edge === 'http') return http.send(request);
    if (request.edge === 'bytes') return sendBytes(url, request.bytes);
    return sockets.send(request.who, request.message);
  };
  for (let sent = 0; sent < requests; sent += chunkSize) {
    const ids = await accounts.refresh();
    const chunk = fc.sample(requestsTo(api, ids), {
      numRuns: Math.min(chunkSize, requests - sent),
      seed: seed + sent,
    });
    await sendAll(chunk, async (request) => note(run, request, await send(request)));
    run.memory.push(readResidentKb(pid) / 1024);
    if ((sent + chunk.length) % 5_000 === 0)
      console.error(
        `${sent + chunk.length} sent, ${run.faults.size} kinds of faults, ${Math.round(run.memory.at(-1) ?? 0)} MB`,
      );
  }
  return run;
}

async function sendAll(
  requests: readonly Request[],
  send: (request: Request) => Promise<void>,
): Promise<void> {
  const left = requests.values();
  const one = async () => {
    for (const request of left) await send(request);
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

function note({ answers, faults }: Run, request: Request, outcome: Outcome): void {
  const answer = `${request.edge} ${'status' in outcome ? outcome.status : 'fault'}`;
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
  if (!('fault' in outcome)) return;
  const kind = outcome.fault.replaceAll(/[\da-f]{8}-[\da-f-]+|\d{6,}/g, '…');
  const known = faults.get(kind);
  faults.set(kind, { request: known?.request ?? request, count: (known?.count ?? 0) + 1 });
}
