import type { CollectionSchema } from 'typesense/lib/Typesense/Collection.js';
import { TypesenseError } from './error.ts';
import type { Send } from './nodes.ts';
import { collectionOf, fieldsOf, kinds } from './schema.ts';

const timeoutMs = 10_000;

/** The collections by their aliases. */
export async function listAliases(send: Send): Promise<Map<string, string>> {
  const text = await send({ method: 'GET', path: '/aliases', timeoutMs });
  // `as`: what the server is documented to answer, here and below.
  const { aliases } = JSON.parse(text) as { aliases: { name: string; collection_name: string }[] };
  return new Map(aliases.map(({ name, collection_name }) => [name, collection_name]));
}

/** Does nothing to those that are there; several processes may do it at once. */
export async function createCollections(send: Send, generation: string): Promise<void> {
  for (const kind of kinds) {
    const name = collectionOf(kind, generation);
    const body = { name, fields: fieldsOf[kind] };
    try {
      await send({ method: 'POST', path: '/collections', body, timeoutMs });
    } catch (error) {
      if ((await findCollection(send, name)) === undefined) throw error;
    }
  }
}

export async function findCollection(send: Send, name: string): Promise<CollectionSchema | undefined> {
  try {
    return JSON.parse(await send({ method: 'GET', path: `/collections/${name}`, timeoutMs }));
  } catch (error) {
    if (error instanceof TypesenseError && error.fault === 'missing') return;
    throw error;
  }
}

export async function setAlias(send: Send, alias: string, collection: string): Promise<void> {
  const body = { collection_name: collection };
  await send({ method: 'PUT', path: `/aliases/${alias}`, body, timeoutMs });
}

export async function deleteAlias(send: Send, alias: string): Promise<void> {
  await ignoreMissing(send({ method: 'DELETE', path: `/aliases/${alias}`, timeoutMs }));
}

/** @param name its own: an alias in its place would lose the collection behind it. */
export async function deleteCollection(send: Send, name: string): Promise<void> {
  await ignoreMissing(send({ method: 'DELETE', path: `/collections/${name}`, timeoutMs }));
}

async function ignoreMissing(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof TypesenseError) || error.fault !== 'missing') throw error;
  }
}
