import type { CollectionFieldSchema } from 'typesense/lib/Typesense/Collection.js';

/** Of what stands in the collections: what a reader needs changed when it changes, and then all is built anew. */
export const schemaVersion = 1;

export const kinds = ['tweets', 'users', 'hashtags'] as const;
export type Kind = (typeof kinds)[number];

/** What is searched: it stands for the collection that answers. */
export function aliasOf(kind: Kind): string {
  return `dunlin_${kind}`;
}

/** Stands for the collection that is being filled, as long as there is one. */
export function nextAliasOf(kind: Kind): string {
  return `dunlin_${kind}_next`;
}

/** @param generation what was built together; no two are called the same. */
export function collectionOf(kind: Kind, generation: string): string {
  return `dunlin_${kind}_v${schemaVersion}_${generation}`;
}

const kept = { index: false, optional: true } as const;

export const fieldsOf: Readonly<Record<Kind, readonly CollectionFieldSchema[]>> = {
  tweets: [
    ...(['n', 'at', 'rank'] as const).map((name) => ({ name, type: 'int64' }) as const),
    { name: 'likes', type: 'int32' },
    { name: 'tokens', type: 'string' },
    { name: 'facts', type: 'string[]' },
    { name: 'text', type: 'string', ...kept },
    { name: 'hashtags', type: 'string[]', ...kept },
  ],
  users: [
    { name: 'terms', type: 'string' },
    { name: 'keys', type: 'string[]' },
    { name: 'size', type: 'int32' },
    { name: 'username', type: 'string', ...kept },
    { name: 'name', type: 'string', ...kept },
  ],
  hashtags: [
    { name: 'terms', type: 'string' },
    { name: 'keys', type: 'string[]' },
    { name: 'magnitude', type: 'int32' },
    { name: 'hashtag', type: 'string', ...kept },
    { name: 'name', type: 'string', ...kept },
  ],
};
