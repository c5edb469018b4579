import type { Differences, IdRange, SearchReader } from '@dunlin/backends/search';
import type { Database } from '@dunlin/db';
import { maxExamples, type OnProgress } from '../core/data-check.ts';
import { listPendingEvents } from '../outbox/pending-events.ts';
import { batchIds, countIds, type IndexedTable, indexedTables } from './batch-ids.ts';
import { loadTweetDocuments, loadUserDocuments } from './documents.ts';
import { listPending } from './replica/pending.ts';

const batchSize = 200;
/** Beyond any id. */
const lastId = '9223372036854775807';

export interface SearchReport {
  users: number;
  tweets: number;
  /** Documents that the index lacks, should not have, and has otherwise than they are. */
  missing: number;
  extra: number;
  different: number;
  /** Differences that are none: what changed them is still going to reach the index. */
  excused: number;
  examples: SearchDifference[];
}

export interface SearchDifference {
  kind: keyof Differences;
  table: IndexedTable;
  id: string;
}

/**
 * Compares an index with users and tweets as they are. A server may be running: what is on its way is not counted.
 * @param isReplica whether it is the replica, to which what is noted as pending is on its way too.
 */
export async function verifySearch(
  db: Database,
  index: SearchReader,
  {
    isReplica = false,
    onProgress = () => {},
  }: { isReplica?: boolean; onProgress?: OnProgress | undefined } = {},
): Promise<SearchReport> {
  const counted = await countIds(db);
  const total = counted.users + counted.tweets;
  const differing: Part[] = [];
  let done = 0;
  for (const table of indexedTables) {
    let after = '0';
    const look = async (ids: readonly string[], upTo: string) => {
      const part = { table, ids, range: { after, upTo } };
      const differences = await compare(db, index, part);
      if (differences.length > 0) differing.push({ ...part, differences });
      after = upTo;
      done += ids.length;
      onProgress({ done: Math.min(done, total), total });
    };
    for await (const ids of batchIds(db, { table, size: batchSize })) await look(ids, ids.at(-1) ?? lastId);
    await look([], lastId);
  }
  const before = await listOnTheirWay(db, { isReplica });
  const still = await lookAgain(db, index, differing);
  const onTheirWay = before.union(await listOnTheirWay(db, { isReplica }));
  const faults = still.filter(({ table, id }) => !onTheirWay.has(`${table} ${id}`));
  const count = (kind: keyof Differences) => faults.filter((one) => one.kind === kind).length;
  return {
    ...counted,
    ...{ missing: count('missing'), extra: count('extra'), different: count('different') },
    excused: differing.flatMap(({ differences }) => differences).length - faults.length,
    examples: faults.slice(0, maxExamples),
  };
}

async function compare(
  db: Database,
  index: SearchReader,
  { table, ids, range }: Omit<Part, 'differences'>,
): Promise<SearchDifference[]> {
  const found =
    table === 'users'
      ? await index.compareUsers(range, await loadUserDocuments(db, ids))
      : await index.compareTweets(range, await loadTweetDocuments(db, ids));
  return (['missing', 'extra', 'different'] as const).flatMap((kind) =>
    found[kind].map((id) => ({ kind, table, id })),
  );
}

/** Jobs may have settled what was on its way at the first look, and changed other documents since. */
async function lookAgain(
  db: Database,
  index: SearchReader,
  differing: readonly Part[],
): Promise<SearchDifference[]> {
  const found: SearchDifference[] = [];
  for (const { differences, ...part } of differing) {
    const known = new Set(differences.map(({ id }) => id));
    found.push(...(await compare(db, index, part)).filter(({ id }) => known.has(id)));
  }
  return found;
}

/** What events and notes say is still going to reach an index, as `table id`. */
async function listOnTheirWay(db: Database, { isReplica }: { isReplica: boolean }): Promise<Set<string>> {
  const events = (await listPendingEvents(db)).flatMap((event) => [
    ...('tweetId' in event ? [`tweets ${event.tweetId}`] : []),
    ...('userId' in event ? [`users ${event.userId}`] : []),
  ]);
  const pending = isReplica ? await listPending(db, 1_000_000) : [];
  return new Set([...events, ...pending.map(({ kind, id }) => `${kind}s ${id}`)]);
}

/** What is compared at once. */
interface Part {
  table: IndexedTable;
  ids: readonly string[];
  range: IdRange;
  differences: readonly SearchDifference[];
}
