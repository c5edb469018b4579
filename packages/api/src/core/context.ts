import type { OwnSearch, SearchAnswer } from '@dunlin/backends/search';
import type { Storage } from '@dunlin/backends/storage';
import type { Database, Transaction } from '@dunlin/db';
import type { Hints } from '../live/hints.ts';
import type { Views } from '../views/views.ts';
import type { CheckAnswer } from './answer-check.ts';
import type { Authenticator } from './authenticator.ts';
import type { Backlog } from './backlog.ts';
import type { Impressions } from './impressions.ts';
import type { KeptAnswers } from './kept-answers.ts';
import type { Keys } from './keys.ts';
import type { CountedRequest, Limits } from './limits.ts';
import type { Observer, TraceContext } from './observer.ts';
import type { Pace } from './pace.ts';
import type { Cursors } from './pagination.ts';
import type { Settings } from './settings.ts';

/** What procedures work with; the same for every request. */
export interface Services {
  db: Database;
  hints: Hints;
  keys: Keys;
  cursors: Cursors;
  authenticator: Authenticator;
  views: Views;
  impressions: Impressions;
  limits: Limits;
  keptAnswers: KeptAnswers;
  /** @throws AppError STORAGE_FULL while this machine has no room for so many bytes, or for anything new. */
  assertRoom(bytes?: number): void;
  search: OwnSearch;
  settings: Settings;
  storage: Storage;
  /** A folder of this process's machine, for files that nobody needs after a crash. */
  workFolder: string;
  /** What waits to be done. */
  measureBacklog(): Promise<Backlog>;
  pace: Pace;
  /** Aborted when the process is told to end, for work that is done again by another. */
  stopping: AbortSignal;
  /** Checks an answer against what its procedure declares; undefined in production. */
  checkAnswer: CheckAnswer | undefined;
  observer: Observer | undefined;
}

/** What a transport knows of one request. */
export interface RequestInfo extends CountedRequest {
  requestId: string;
  /** What the caller speaks; calls without one are not told apart. */
  transport?: 'trpc' | 'rest' | 'ws' | undefined;
  /** What the request is part of; a call over a socket begins a trace of its own. */
  trace?: TraceContext | undefined;
  idempotencyKey?: string | undefined;
  userAgent?: string | undefined;
  /** Told which engine answered a search, where there are several. */
  onSearchAnswer?: ((answer: SearchAnswer) => void) | undefined;
}

export interface Context extends Services {
  request: RequestInfo;
}

/** What writes in one transaction, and tells others after commit. */
export interface Writer extends Services {
  trx: Transaction;
  /** The transaction again, for what only reads: a writer sees its own writes. */
  db: Transaction;
  /** Reads through the transaction; nothing uncommitted enters a cache. */
  views: Views;
  /** Takes a statement whose answer nobody needs: the commit goes out with it, and comes to nothing if it fails. */
  withCommit(statement: Promise<unknown>): void;
  /** Runs once the transaction has committed; for hints, which may be lost. */
  afterCommit(action: () => void): void;
}

/** The context of a mutation. */
export type MutationContext = Writer & Context;
