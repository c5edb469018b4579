import { randomBytes } from 'node:crypto';
import type { CollectionFieldSchema } from 'typesense/lib/Typesense/Collection.js';

/** Of what stands in the collections: what a reader needs changed when it changes, and then all is built anew. */
const schemaVersion = 4;

export const kinds = ['tweets', 'users', 'hashtags'] as const;
export type Kind = (typeof kinds)[number];

/** What was built together. No two are called the same, so that none is taken for another that was lost. */
export function createGeneration(installation: string): string {
  return `v${schemaVersion}_${installation}_${randomBytes(6).toString('hex')}`;
}

/** Whose it is: others may use the same server. */
export function installationOf(generation: string): string {
  return generation.split('_')[1] ?? '';
}

export function isOfThisSchema(generation: string): boolean {
  return generation.startsWith(`v${schemaVersion}_`);
}

export function collectionOf(kind: Kind, generation: string): string {
  return `dunlin_${kind}_${generation}`;
}

/** Whether a collection is one of an installation, of whatever schema. */
export function isCollectionOf(name: string, installation: string): boolean {
  const [product, kind, version, owner] = name.split('_');
  return (
    product === 'dunlin' &&
    kinds.some((one) => one === kind) &&
    /^v\d+$/.test(version ?? '') &&
    owner === installation
  );
}

/** Stands for the collection that answers. Nothing but a person looks it up: whoever searches names what is whole. */
export function aliasOf(kind: Kind, installation: string): string {
  return `dunlin_${kind}_${installation}`;
}

const kept = { index: false, optional: true } as const;
const unsorted = { sort: false } as const;

export const fieldsOf: Readonly<Record<Kind, readonly CollectionFieldSchema[]>> = {
  tweets: [
    { name: 'n', type: 'int64' },
    { name: 'rank', type: 'int64' },
    { name: 'at', type: 'int64', ...unsorted },
    ...['nEra', 'rankEra', 'atEra', 'likes'].map((name) => ({ name, type: 'int32', ...unsorted }) as const),
    { name: 'tokens', type: 'string' },
    { name: 'facts', type: 'string' },
    { name: 'text', type: 'string', ...kept },
    { name: 'hashtags', type: 'string[]', ...kept },
  ],
  users: [
    { name: 'n', type: 'int64' },
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
