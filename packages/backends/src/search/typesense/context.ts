import type { LRUCache } from 'lru-cache';
import type { LoadStems } from '../stems.ts';
import type { Send } from './nodes.ts';
import type { Kind } from './schema.ts';
import type { LoadWordTokens } from './word-tokens.ts';

export interface NotedHashtag {
  /** What it was when it was counted. */
  count: number;
  added: number;
}

/** What the parts of the engine share. */
export interface TypesenseContext {
  send: Send;
  loadStems: LoadStems;
  loadWordTokens: LoadWordTokens;
  /** The collections of one generation. */
  collections: Readonly<Record<Kind, string>>;
  /** Hashtags that were counted a while ago. */
  noted: LRUCache<string, NotedHashtag>;
}
