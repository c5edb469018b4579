import { toName } from '../names.ts';
import type { NameSearch, UserDocument, UserHit } from '../search.ts';
import { deleteDocuments, importDocuments } from './connection.ts';
import type { TypesenseContext } from './context.ts';
import { findNames, toPage } from './find-names.ts';
import { likenessOf, minLikeness } from './likeness.ts';
import { toKeys, toTerms } from './name-terms.ts';

export interface StoredUser {
  id: string;
  /** The id to sort by: a string, as JSON numbers lose digits. */
  n: string;
  username: string;
  name: string;
  size: number;
  terms: string;
  keys: string[];
}

export function toStoredUser({ id, username, displayName }: UserDocument): StoredUser {
  const [spelt, name] = [username.toLowerCase(), toName(displayName)];
  const size = Math.min(spelt.length, name.length);
  const [terms, keys] = [toTerms([spelt, name]), toKeys(spelt, name)];
  return { id, n: id, username: spelt, name, size, terms, keys };
}

export async function indexUsers(
  { send, collections }: TypesenseContext,
  users: readonly UserDocument[],
): Promise<void> {
  await importDocuments(send, collections.users, users.map(toStoredUser));
}

export async function removeUsers(
  { send, collections }: TypesenseContext,
  ids: readonly string[],
): Promise<void> {
  await deleteDocuments(send, collections.users, ids);
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
