import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '@dunlin/harness/create-random';
import { until } from '@dunlin/harness/until';
import { grouped } from '../table.ts';
import { type FaultyLine, startFaultyLine } from './faulty-line.ts';
import type { DrivenClient, SubjectDriver } from './subject-driver.ts';
import type { SubjectServer } from './subject-server.ts';

const calls = 100;
const writes = 1_000;
const writesAtOnce = 50;
const faultShare = 0.3;
const readers = 50;
const cuts = 20;
const tabs = 20;
const switches = 100;
const arrivesWithinMs = 60_000;

/** What is done with each SDK; returns what is written in its cell. */
export const behaviours: Record<string, (subject: Subject) => Promise<string>> = {
  [`${calls} calls at once, the access token expired`]: refreshOnce,
  [`${grouped.format(writes)} writes, ${faultShare * 100} % of requests failing`]: writeUnderFaults,
  [`${grouped.format(readers * cuts)} cut streams`]: followUnderCuts,
  [`${tabs} tabs, the access token expired`]: refreshInTabs,
  [`${switches} switches of the account`]: switchAccounts,
};

async function refreshOnce({ driver, server }: Subject): Promise<string> {
  if (driver.refreshing !== true) return driver.refreshing;
  await using line = await startFaultyLine(server.url);
  const client = await driver.open({ url: line.url, account: await server.signIn('once', 'expired') });
  const before = line.requests.length;
  const outcomes = await Promise.allSettled(Array.from({ length: calls }, () => client.read()));
  await client.close?.();
  return `${countRefreshes(line, server, before)}, ${countOf(failed(outcomes), 'failed call')}`;
}

async function writeUnderFaults({ driver, server }: Subject): Promise<string> {
  await using line = await startFaultyLine(server.url);
  const client = await driver.open({ url: line.url, account: await server.signIn('writer', 'valid') });
  line.fail(faultShare, server.write);
  const texts = Array.from({ length: writes }, (_, index) => `under faults ${index}`);
  const left = [...texts];
  const errors = new Set<string>();
  const work = async () => {
    for (let text = left.pop(); text !== undefined; text = left.pop()) {
      const written = text;
      await client.write(written).catch(() => errors.add(written));
    }
  };
  await Promise.all(Array.from({ length: writesAtOnce }, work));
  await client.close?.();
  const counts = countTexts(await server.written());
  const of = (test: (text: string) => boolean) => texts.filter(test).length;
  const doubled = of((text) => (counts.get(text) ?? 0) > 1);
  const told = `${errors.size} failed, ${of((text) => errors.has(text) && counts.has(text))} of these written`;
  return `${of((text) => counts.has(text))} written, ${doubled} of them twice or more; ${told}`;
}

/** Three posts while the line is down, five while it is up: who resumes has all of them, who does not has five of eight. */
async function followUnderCuts({ driver, server }: Subject): Promise<string> {
  if (driver.streaming !== true) return driver.streaming;
  await using line = await startFaultyLine(server.url);
  const told = Array.from({ length: readers }, () => new Map<string, number>());
  const clients = await Promise.all(
    told.map(async (texts, index) => {
      const client = await driver.open({ url: line.url, account: await server.signIn(`r${index}`, 'valid') });
      await client.follow?.((text) => void texts.set(text, (texts.get(text) ?? 0) + 1));
      return client;
    }),
  );
  const posted: string[] = [];
  const publish = async (count: number) => {
    for (const _ of Array(count).keys()) {
      posted.push(`post ${posted.length}`);
      await server.publish(posted.at(-1) ?? '');
    }
  };
  const follow = () => line.openStreams >= readers && (server.followers ?? readers) >= readers;
  await until(follow, arrivesWithinMs);
  for (let cut = 0; cut < cuts; cut++) {
    line.down();
    await until(() => line.openStreams === 0 && !server.followers, arrivesWithinMs);
    await publish(3);
    line.up();
    await until(follow, arrivesWithinMs);
    await publish(5);
    const last = posted.at(-1) ?? '';
    await until(() => told.every((texts) => texts.has(last)), arrivesWithinMs);
  }
  const deliveries = () => told.reduce((sum, texts) => sum + texts.size, 0);
  // What was missed may be on its way.
  await until(() => deliveries() === posted.length * readers, 5_000).catch(() => undefined);
  await closeAll(clients);
  const lost = posted.length * readers - deliveries();
  const doubled = told.reduce(
    (sum, texts) => sum + [...texts.values()].filter((times) => times > 1).length,
    0,
  );
  return `${grouped.format(lost)} of ${grouped.format(posted.length * readers)} lost, ${grouped.format(doubled)} twice`;
}

async function refreshInTabs({ driver, server }: Subject): Promise<string> {
  if (driver.tabs !== true) return driver.tabs;
  await using line = await startFaultyLine(server.url);
  const [account, storage] = [await server.signIn('tabs', 'expired'), new Map<string, string>()];
  const clients: DrivenClient[] = [];
  while (clients.length < tabs) clients.push(await driver.open({ url: line.url, account, storage }));
  await Promise.allSettled(clients.map((client) => client.read()));
  const again = await Promise.allSettled(clients.map((client) => client.read()));
  await closeAll(clients);
  return `${countRefreshes(line, server)}, ${countOf(failed(again), 'tab')} signed out`;
}

/** Half of the writes meet an expired token, half a server that is away; the other account signs in while they are on their way. */
async function switchAccounts({ driver, server }: Subject): Promise<string> {
  if (driver.switching !== true) return driver.switching;
  await using line = await startFaultyLine(server.url);
  const random = createRandom(2);
  for (let index = 0; index < switches; index++) {
    const [first, second] = [`a${index}`, `b${index}`];
    const account = await server.signIn(first, index % 2 === 0 ? 'expired' : 'valid');
    const other = await server.signIn(second, 'valid');
    const client = await driver.open({ url: line.url, account });
    line.fail(index % 2, server.write);
    const write = client.write(`of ${first}`).catch(() => undefined);
    await delay(random() * 60);
    const switched = client.switchTo?.(other);
    line.fail(0, server.write);
    await switched;
    await write;
    await client.close?.();
  }
  const wrong = (await server.written()).filter(
    ({ author, text }) => text.startsWith('of ') && text !== `of ${author}`,
  );
  return `${wrong.length} writes as the wrong account`;
}

function countRefreshes(line: FaultyLine, { refresh }: SubjectServer, from = 0): string {
  return countOf(
    line.requests.slice(from).filter((request) => refresh.test(request)).length,
    'refresh',
    'refreshes',
  );
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

function failed(outcomes: readonly PromiseSettledResult<unknown>[]): number {
  return outcomes.filter(({ status }) => status === 'rejected').length;
}

function countTexts(posts: readonly { text: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of posts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

async function closeAll(clients: readonly DrivenClient[]): Promise<void> {
  for (const client of clients) await client.close?.();
}

export interface Subject {
  driver: SubjectDriver;
  server: SubjectServer;
}
