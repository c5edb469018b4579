import type { LRUCache } from 'lru-cache';
import type { LoadStems } from '../stems.ts';
import type { Send } from './nodes.ts';
import type { Kind } from './schema.ts';

/** What the parts of the engine share. */
export interface TypesenseContext {
  send: Send;
  loadStems: LoadStems;
  /** The collections of one generation. */
  collections: Readonly<Record<Kind, string>>;
  /** Hashtags that were counted a short while ago. */
  noted: LRUCache<string, true>;
}
