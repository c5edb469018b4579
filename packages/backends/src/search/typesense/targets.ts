import { listAliases } from './collections.ts';
import type { TypesenseContext } from './context.ts';
import { TypesenseError } from './error.ts';
import type { Send } from './nodes.ts';
import { aliasOf, type Kind, nextAliasOf } from './schema.ts';

/** The collection that answers, and the one that is being filled, if any. @throws TypesenseError when none answers. */
export async function listLiveTargets(send: Send, kind: Kind): Promise<string[]> {
  const aliases = await listAliases(send);
  const live = aliases.get(aliasOf(kind));
  if (live === undefined)
    throw new TypesenseError('missing', `Typesense has no collection ${aliasOf(kind)} of the search index`);
  const next = aliases.get(nextAliasOf(kind));
  return next === undefined || next === live ? [live] : [live, next];
}

/** Writes to every target; once more, should one have been replaced meanwhile. */
export async function writeToAll(
  { listTargets }: TypesenseContext,
  kind: Kind,
  write: (collection: string) => Promise<void>,
): Promise<void> {
  const writeAll = async () => {
    for (const target of await listTargets(kind)) await write(target);
  };
  try {
    await writeAll();
  } catch (error) {
    if (!(error instanceof TypesenseError) || error.fault !== 'missing') throw error;
    await writeAll();
  }
}
