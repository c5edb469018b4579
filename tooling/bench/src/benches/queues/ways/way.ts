import type pg from 'pg';
import type { Apply } from '../effects.ts';

/** A way from a write to its effects. */
export interface Way extends AsyncDisposable {
  /** What is sent in the transaction of the write. */
  enqueue: (client: pg.ClientBase, write: string) => Promise<unknown>;
  committed?: () => void;
}

export type OpenWay = (options: { databaseUrl: string; pool: pg.Pool; apply: Apply }) => Promise<Way>;
