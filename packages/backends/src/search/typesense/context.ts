import type { LRUCache } from 'lru-cache';
import type { LoadStems } from '../stems.ts';
import type { Send } from './nodes.ts';
import type { Kind } from './schema.ts';

/** What the parts of the engine share. */
export interface TypesenseContext {
  send: Send;
  loadStems: LoadStems;
  /** The collections that a write must reach; of two kinds, those in the same place belong together. */
  listTargets(kind: Kind): Promise<string[]>;
  /** Magnitudes that were written last, by collection and hashtag. */
  noted: LRUCache<string, number>;
}
