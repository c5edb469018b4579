import { toName } from '../names.ts';
import type { NameSearch, UserDocument, UserHit } from '../search.ts';
import { deleteDocuments, importDocuments } from './connection.ts';
import type { TypesenseContext } from './context.ts';
import { findNames, toPage } from './find-names.ts';
import { likenessOf, minLikeness } from './likeness.ts';
import { toKeys, toTerms } from './name-terms.ts';
import { writeToAll } from './targets.ts';

interface StoredUser {
  id: string;
  username: string;
  name: string;
}

export async function indexUsers(context: TypesenseContext, users: readonly UserDocument[]): Promise<void> {
  const documents = users.map(({ id, username, displayName }) => {
    const [spelt, name] = [username.toLowerCase(), toName(displayName)];
    const size = Math.min(spelt.length, name.length);
    return { id, username: spelt, name, size, terms: toTerms([spelt, name]), keys: toKeys(spelt, name) };
  });
  await writeToAll(context, 'users', (collection) => importDocuments(context.send, collection, documents));
}

export async function removeUsers(context: TypesenseContext, ids: readonly string[]): Promise<void> {
  await writeToAll(context, 'users', (collection) => deleteDocuments(context.send, collection, ids));
}

export async function searchUsers(context: TypesenseContext, search: NameSearch): Promise<UserHit[]> {
  const { text, signal } = search;
  const name = toName(text.replace(/^\s*@/, ''));
  const found = await findNames<StoredUser>(context, {
    ...{ kind: 'users', spelt: name, name, sort: 'size:asc', signal },
  });
  const candidates = found.flatMap((user) => {
    const distance = distanceTo(name, user);
    return distance === undefined ? [] : [{ id: user.id, distance }];
  });
  return toPage(candidates, search).map(({ id, position }) => ({ id, position }));
}

/** As on Postgres: exact first, then beginning so, the shorter the nearer, then alike. */
function distanceTo(asked: string, { username, name }: StoredUser): number | undefined {
  if (username === asked) return 0;
  if (name === asked) return 1;
  if (username.startsWith(asked)) return 1_000 + username.length;
  if (` ${name}`.includes(` ${asked}`)) return 1_000 + name.length;
  const likeness = Math.max(likenessOf(asked, username), likenessOf(asked, name));
  return likeness < minLikeness ? undefined : 3_000 - Math.round(999 * likeness);
}
