import { setTimeout as delay } from 'node:timers/promises';
import { createCollections, findCollection, listAliases, setAlias } from './collections.ts';
import { TypesenseError } from './error.ts';
import type { Send } from './nodes.ts';
import { aliasOf, collectionOf, fieldsOf, type Kind, kinds } from './schema.ts';

/** Older ones know neither brackets nor "or" in a filter. */
const minVersion = [0, 24];
const timeoutMs = 10_000;
/** What is made where nothing is; of the same name for all who make it at once. */
const firstGeneration = 'first';

/** Makes collections and aliases where there are none. @throws TypesenseError when the server or a collection is of another version. */
export async function openCollections(send: Send): Promise<void> {
  await checkVersion(send);
  const before = await listAliases(send);
  if (kinds.some((kind) => !before.has(aliasOf(kind)))) {
    await createCollections(send, firstGeneration);
    for (const kind of kinds)
      if (!before.has(aliasOf(kind)))
        await setAlias(send, aliasOf(kind), collectionOf(kind, firstGeneration));
  }
  const aliases = await waitForAliases(send);
  for (const kind of kinds) await checkCollection(send, kind, aliases.get(aliasOf(kind)) ?? '');
}

/** Of a cluster, each node hears of them a little later. */
async function waitForAliases(send: Send): Promise<Map<string, string>> {
  const givenUpAt = performance.now() + timeoutMs;
  for (;;) {
    const aliases = await listAliases(send);
    if (kinds.every((kind) => aliases.has(aliasOf(kind))) || performance.now() > givenUpAt) return aliases;
    await delay(20);
  }
}

async function checkCollection(send: Send, kind: Kind, name: string): Promise<void> {
  const fields = (await findCollection(send, name))?.fields ?? [];
  const isRight = fieldsOf[kind].every((field) =>
    fields.some(({ name, type }) => name === field.name && type === field.type),
  );
  if (isRight && name === collectionOf(kind, name.split('_').at(-1) ?? '')) return;
  throw new TypesenseError(
    'incompatible',
    `The collection ${name} in Typesense was made by another version of this server`,
  );
}

async function checkVersion(send: Send): Promise<void> {
  const text = await send({ method: 'GET', path: '/debug', timeoutMs });
  const { version } = JSON.parse(text) as { version: string }; // `as`: what the server is documented to answer.
  // From 26 on versions have one number less. A build of one's own says "nightly".
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === minVersion[0] && minor < (minVersion[1] ?? 0))
    throw new TypesenseError('incompatible', `Typesense ${version} is too old: it takes 0.24 or newer`);
}
