import { createSender } from '@dunlin/harness/http-sender';
import { type Api, readApi } from '@dunlin/harness/read-api';
import { z } from 'zod';
import { type Caller, type CallerName, idsOf, signInAll } from './caller.ts';
import { listCases } from './cases.ts';
import { listReads, type Read, toPath } from './list-reads.ts';
import type { World } from './open-world.ts';
import { type Cursor, type PageName, pageLimit, walkPages } from './walk-pages.ts';

/** A page that somebody may read. */
export interface Visited {
  operation: string;
  case: string;
  caller: CallerName;
  page: PageName;
}

/** A search that sorts three million tweets takes its time. */
const timeoutMs = 60_000;

/**
 * Goes through the pages of each read that are measured, for everybody who may read it, one request at a time.
 * @param visit does something with a page, which `ask` asks for, and says how long that took
 * @throws Error when something is refused to everybody
 */
export async function visitPages(
  world: World,
  { explains, operations }: { explains: boolean; operations: readonly string[] },
  visit: (page: Visited, ask: () => Promise<number>) => Promise<void>,
): Promise<void> {
  await using server = await world.startServer({ explains });
  using sender = createSender(server.url, { connections: 1, timeoutMs });
  const callers = await signInAll(sender);
  const reads = (await prepareReads(await readApi(server.url), { world, callers })).filter(
    ({ operation: { id } }) => operations.length === 0 || operations.some((name) => id.startsWith(name)),
  );
  if (reads.length === 0) throw new TypeError(`No read is called ${operations.join(' or ')}.`);
  for (const [index, read] of reads.entries()) {
    const name = `${read.operation.id} ${read.case.name}`;
    showProgress(`${explains ? 'counting' : 'timing'} ${index + 1} of ${reads.length}: ${name}`);
    const visits = [];
    for (const caller of callersOf(read, callers)) visits.push(await visitRead(read, caller, visit));
    if (!visits.includes(true))
      throw new Error(`${name}: nobody is answered, so what it is asked for is wrong`);
  }
  showProgress('');
}

async function prepareReads(
  { operations }: Api,
  { world: { ids: tweets }, callers }: { world: World; callers: readonly Caller[] },
): Promise<Read[]> {
  const reportId = await fileReport(callers[0], tweets.answered);
  return listReads(operations, listCases({ users: idsOf(callers), tweets, reportId }));
}

/** The same each time, as long as nobody decides on it. */
async function fileReport(caller: Caller | undefined, tweetId: string): Promise<string> {
  const body = JSON.stringify({ tweetId, reason: 'spam' });
  const answer = await caller?.ask({ method: 'POST', path: '/api/reports', body });
  return z.object({ id: z.string() }).parse(JSON.parse(answer?.text ?? '')).id;
}

/** What users may do an admin does no other way. */
function callersOf({ operation }: Read, callers: readonly Caller[]): Caller[] {
  return callers.filter(({ name }) => name !== 'admin' || operation.id.startsWith('admin.'));
}

/** @returns whether it is not refused */
async function visitRead(
  read: Read,
  caller: Caller,
  visit: Parameters<typeof visitPages>[2],
): Promise<boolean> {
  const { operation } = read;
  const ask = (page: { limit: number; cursor: Cursor }) =>
    caller.ask({ path: toPath(read, { callerId: caller.id, page }) });
  if (!(await caller.isAnswered({ path: toPath(read, { callerId: caller.id, page: { limit: 1 } }) })))
    return false;
  const isList = operation.parameters.some(({ name }) => name === 'cursor');
  const pages = isList ? await walkPages(async (page) => (await ask(page)).text) : onlyFirst;
  // The first comes last: a feed keeps a few walks of somebody, and each first page begins one.
  for (const [page, cursor] of [...pages].toReversed())
    await visit(
      { operation: operation.id, case: read.case.name, caller: caller.name, page },
      async () => (await ask({ limit: pageLimit, cursor })).ms,
    );
  return true;
}

const onlyFirst = new Map<PageName, Cursor>([['first', undefined]]);

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
