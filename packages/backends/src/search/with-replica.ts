import { type Circuit, createCircuit } from './circuit.ts';
import type { SearchReplica } from './replica.ts';
import type { OwnSearch, SearchAnswer, SearchReader, TweetHit, TweetSearch } from './search.ts';

export interface WithReplicaOptions {
  /** What the database keeps itself: it takes all writes, and answers where the replica cannot. */
  own: OwnSearch;
  replica: SearchReplica;
  /** The generation of the replica that is whole, or why none is. */
  findWhole: () => Promise<{ generation: string } | { reason: string }>;
  /** Told when the replica has stopped answering, and not of each search that it did not answer. */
  onFailure: (error: unknown) => void;
  /** How long a search waits for the replica; what the own index takes comes after it. */
  timeoutMs?: number;
}

/** Searches by why the replica did not answer them; those that it answered under ''. */
export type SearchCounts = ReadonlyMap<string, number>;

/** A walk cannot go on without the engine that began it. */
export class SearchInterruptedError extends Error {
  override readonly name = 'SearchInterruptedError';
}

/**
 * Searches on the replica, and where that is not whole, late or gone, on the database's own index. Positions of the newest are
 * ids, with which either goes on; any other belongs to the engine that gave it.
 */
export function createSearchWithReplica(options: WithReplicaOptions): OwnSearch & { counts: SearchCounts } {
  const { own, replica, timeoutMs = 500 } = options;
  const counts = new Map<string, number>();
  const parts: Parts = { ...options, timeoutMs, circuit: createCircuit(options.onFailure), counts };
  const isOwn = ({ after }: Page) => after?.startsWith(markOf(ownEngine)) ?? false;
  const answerMarked = async <Asked extends Page, Hit extends { position: string }>(
    search: Asked,
    read: Read<Asked, Hit>,
  ) => {
    const begun = search.after === undefined ? undefined : isOwn(search) ? ownEngine : replica.engine;
    const page = { ...search, after: search.after?.slice(1) };
    const { hits, engine } = await answer(parts, page, { begun, read });
    return hits.map((hit) => ({ ...hit, position: markOf(engine) + hit.position }));
  };
  return {
    ...own,
    counts,
    searchTweets: async (search) => {
      const read: Read<TweetSearch, TweetHit> = (reader, page) => reader.searchTweets(page);
      if (search.sort === 'relevance') return answerMarked(search, read);
      return (await answer(parts, search, { begun: undefined, read })).hits;
    },
    searchUsers: (search) => answerMarked(search, (reader, page) => reader.searchUsers(page)),
    searchHashtags: (search) => answerMarked(search, (reader, page) => reader.searchHashtags(page)),
  };
}

async function answer<Asked extends Page, Hit>(
  { own, replica, counts, ...parts }: Parts,
  search: Asked,
  { begun, read }: { begun: string | undefined; read: Read<Asked, Hit> },
): Promise<{ hits: Hit[]; engine: string }> {
  search.signal?.throwIfAborted();
  const found =
    begun === ownEngine || search.ownOnly
      ? { reason: 'begun' }
      : await ask({ ...parts, replica }, search, read);
  const reason = 'reason' in found ? found.reason : '';
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (!('reason' in found)) {
    search.onAnswer?.({ engine: replica.engine });
    return { hits: found.hits, engine: replica.engine };
  }
  if (begun === replica.engine)
    throw new SearchInterruptedError(
      `The search was begun on ${replica.engine}, which cannot answer: ${reason}`,
    );
  const hits = await read(own, search);
  search.onAnswer?.({ engine: ownEngine, reason });
  return { hits, engine: ownEngine };
}

/** @returns what the replica finds, or why it is not asked, or does not answer. */
async function ask<Asked extends Page, Hit>(
  { replica, findWhole, circuit, timeoutMs }: Pick<Parts, 'replica' | 'findWhole' | 'circuit' | 'timeoutMs'>,
  search: Asked,
  read: Read<Asked, Hit>,
): Promise<{ hits: Hit[] } | { reason: string }> {
  const whole = await findWhole();
  if ('reason' in whole) return whole;
  if (!circuit.lets()) return { reason: 'resting' };
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = search.signal ? AbortSignal.any([search.signal, deadline]) : deadline;
  let answers = false;
  const onPart = () => {
    answers = true;
  };
  try {
    const hits = await read(replica.of(whole.generation), { ...search, signal, onPart });
    circuit.succeed();
    return { hits };
  } catch (error) {
    search.signal?.throwIfAborted();
    // A search that takes long says nothing of the others.
    if (deadline.aborted && answers) circuit.succeed();
    else circuit.fail(error);
    return { reason: deadline.aborted ? 'late' : faultOf(error) };
  }
}

const ownEngine = 'postgres';

/** Which engine a position is of. */
function markOf(engine: string): string {
  return engine.slice(0, 1);
}

function faultOf(error: unknown): string {
  return error instanceof Error && 'fault' in error ? String(error.fault) : 'failed';
}

interface Parts extends Required<WithReplicaOptions> {
  circuit: Circuit;
  counts: Map<string, number>;
}

type Read<Asked, Hit> = (reader: SearchReader, search: Asked) => Promise<Hit[]>;

interface Page {
  after?: string | undefined;
  ownOnly?: boolean | undefined;
  onPart?: (() => void) | undefined;
  signal?: AbortSignal | undefined;
  onAnswer?: ((answer: SearchAnswer) => void) | undefined;
}
