import { setTimeout as delay } from 'node:timers/promises';
import type { CollectionSchema } from 'typesense/lib/Typesense/Collection.js';
import { TypesenseError } from './error.ts';
import { isMissing, type Nodes, type Send } from './nodes.ts';
import { aliasOf, collectionOf, fieldsOf, installationOf, isCollectionOf, kinds } from './schema.ts';

const timeoutMs = 10_000;

/** Resolves when every node that answers has them. Does nothing to those that are there; several processes may do it at once. */
export async function createCollections({ send, sendToEach }: Nodes, generation: string): Promise<void> {
  for (const kind of kinds) {
    const name = collectionOf(kind, generation);
    const body = { name, fields: fieldsOf[kind] };
    try {
      await send({ method: 'POST', path: '/collections', body, timeoutMs });
    } catch (error) {
      if (!(await hasCollection(send, name))) throw error;
    }
    await untilEachHas(sendToEach, name);
  }
}

/** A node hears of a collection a little after another has made it. */
async function untilEachHas(sendToEach: Nodes['sendToEach'], name: string): Promise<void> {
  for (const givesUpAt = performance.now() + timeoutMs; ; await delay(50)) {
    const answers = await sendToEach({ method: 'GET', path: `/collections/${name}`, timeoutMs });
    if (!answers.some((answer) => answer.status === 'rejected' && isMissing(answer.reason))) return;
    if (performance.now() > givesUpAt)
      throw new TypesenseError('not ready', 'A node of Typesense does not hear of what the others make');
  }
}

export async function hasCollections(send: Send, generation: string): Promise<boolean> {
  for (const kind of kinds) if (!(await hasCollection(send, collectionOf(kind, generation)))) return false;
  return true;
}

/** Has the aliases stand for the collections of a generation, and deletes all others of its installation. */
export async function publishCollections(send: Send, generation: string): Promise<void> {
  const installation = installationOf(generation);
  for (const kind of kinds) {
    const body = { collection_name: collectionOf(kind, generation) };
    await send({ method: 'PUT', path: `/aliases/${aliasOf(kind, installation)}`, body, timeoutMs });
  }
  // `as`: what the server is documented to answer.
  const collections = JSON.parse(
    await send({ method: 'GET', path: '/collections', timeoutMs }),
  ) as CollectionSchema[];
  const kept = new Set<string>(kinds.map((kind) => collectionOf(kind, generation)));
  // By their own names: deleting an alias deletes what stands behind it.
  for (const { name } of collections)
    if (isCollectionOf(name, installation) && !kept.has(name))
      await ignoreMissing(send({ method: 'DELETE', path: `/collections/${name}`, timeoutMs }));
}

async function hasCollection(send: Send, name: string): Promise<boolean> {
  const found = await ignoreMissing(send({ method: 'GET', path: `/collections/${name}`, timeoutMs }));
  return found !== undefined;
}

async function ignoreMissing(request: Promise<string>): Promise<string | undefined> {
  try {
    return await request;
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
}
