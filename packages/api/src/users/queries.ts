import { compileOnce, type Database, type Param, type Transaction } from '@dunlin/db';
import { type RawBuilder, sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Position } from '../core/pagination.ts';
import { mediaEpochOf } from '../media/addresses.ts';
import type { View } from '../views/views.ts';
import type { UpdateUserInput, UserSummary } from './schema.ts';

/** A user as everyone sees it. */
export interface UserView {
  id: string;
  username: string;
  displayName: string;
  avatarUrl: string | null;
  verified: boolean;
  private: boolean;
  bio: string;
  location: string;
  website: string | null;
  bannerUrl: string | null;
  role: 'user' | 'moderator' | 'admin';
  createdAt: string;
  tweetCount: number;
  followerCount: number;
  followingCount: number;
  noIndex: boolean;
  /** Changes when addresses of what the user has uploaded are ended; told to nobody. */
  mediaEpoch: number;
}

/** What of its author is in the JSON of a tweet. */
export type Author = UserSummary & Pick<UserView, 'mediaEpoch'>;

/** Users as everyone sees them, by id. */
export const userViews: View<UserView> = {
  name: 'users',
  maxEntries: 20_000,
  load: loadUserViews,
  staleOn: 'users',
};

/** Views of those of the users that exist and are neither deleted, deactivated nor suspended. */
export async function loadUserViews(db: Database, ids: readonly string[]): Promise<Map<string, UserView>> {
  const { rows } = await selectUserViews(db, { ids });
  return new Map(rows.map((row) => [row.id, toUserView(row)]));
}

const selectUserViews = compileOnce((db, param: Param<{ ids: readonly string[] }>) =>
  db
    .selectFrom('users')
    .leftJoinLateral(
      (counts) =>
        counts
          .selectFrom('userCounts')
          .whereRef('userCounts.userId', '=', 'users.id')
          .select([
            sql<number>`coalesce(sum(tweets), 0)::int`.as('tweetCount'),
            sql<number>`coalesce(sum(followers), 0)::int`.as('followerCount'),
            sql<number>`coalesce(sum(following), 0)::int`.as('followingCount'),
          ])
          .as('counts'),
      (join) => join.onTrue(),
    )
    .select([
      ...([
        'users.id',
        'username',
        'displayName',
        'avatarUrl',
        'verified',
        'private',
        'bio',
        'location',
        'website',
        'noIndex',
      ] as const),
      ...(['bannerUrl', 'role', 'createdAt', 'tweetCount', 'followerCount', 'followingCount'] as const),
    ])
    .select(mediaEpochOf(sql.ref('users.id')).as('mediaEpoch'))
    .where('users.id', '=', sql<string>`any(${param('ids')})`)
    .where('isActive', '=', true),
);

/** @throws AppError USER_NOT_FOUND */
export async function getUserIdByUsername(db: Database, username: string): Promise<string> {
  const user = await db
    .selectFrom('users')
    .select('id')
    .where(sql`lower(username)`, '=', username.toLowerCase())
    .where('isActive', '=', true)
    .executeTakeFirst();
  if (!user) throw new AppError('USER_NOT_FOUND');
  return user.id;
}

export function listUserIds(db: Database, { last, limit }: Position): Promise<{ id: string }[]> {
  return db
    .selectFrom('users')
    .select('id')
    .where('isActive', '=', true)
    .$if(last !== undefined, (query) => query.where('id', '<', last ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

export async function getEmail(db: Database, userId: string): Promise<string> {
  const user = await db
    .selectFrom('users')
    .select('email')
    .where('id', '=', userId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  if (!user?.email) throw new AppError('USER_NOT_FOUND');
  return user.email;
}

/** An active user, held against deletion until the transaction ends: what a write of theirs inserts from. */
export function selectWriter(db: Database, userId: string | RawBuilder<string>) {
  return db
    .selectFrom('users')
    .where('users.id', '=', userId)
    .where('users.isActive', '=', true)
    .forKeyShare('users');
}

/** Waits for what a user is writing (see selectWriter), so that what follows from a change of the account will see it. */
export async function awaitWrites(trx: Transaction, userId: string): Promise<void> {
  await trx.selectFrom('users').select('id').where('id', '=', userId).forUpdate().execute();
}

/** Holds a user, suspended or not, against deletion until the transaction ends. @throws AppError USER_NOT_FOUND, also when deactivated */
export async function lockAccount(trx: Transaction, userId: string): Promise<void> {
  const account = await trx
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where('deletedAt', 'is', null)
    .where('deletionDueAt', 'is', null)
    .forShare()
    .executeTakeFirst();
  if (!account) throw new AppError('USER_NOT_FOUND');
}

/** Holds an active user as they are until the transaction ends. @throws AppError USER_NOT_FOUND */
export async function lockUser(trx: Transaction, userId: string): Promise<{ private: boolean }> {
  const { rows } = await selectUserForShare(trx, { userId });
  const [user] = rows;
  if (!user) throw new AppError('USER_NOT_FOUND');
  return user;
}

const selectUserForShare = compileOnce((db, param: Param<{ userId: string }>) =>
  db
    .selectFrom('users')
    .select('private')
    .where('id', '=', param('userId'))
    .where('isActive', '=', true)
    .forShare(),
);

export async function updateUser(
  trx: Transaction,
  { id, ...fields }: ProfileChanges,
): Promise<{ wasLocked: boolean; wasUnlocked: boolean }> {
  const changes = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  if (Object.keys(changes).length === 0) return { wasLocked: false, wasUnlocked: false };
  const before = await trx
    .selectFrom('users')
    .select('private')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  await trx.updateTable('users').set(changes).where('id', '=', id).execute();
  return {
    wasLocked: before?.private === false && fields.private === true,
    wasUnlocked: before?.private === true && fields.private === false,
  };
}

/** What there is to change of a profile; the addresses of its pictures are the server's own. */
type ProfileChanges = Omit<UpdateUserInput, 'avatarMediaId' | 'bannerMediaId'> &
  Partial<Pick<UserView, 'avatarUrl' | 'bannerUrl'>>;

/** Holds the profile of a user against other changes until the transaction ends. */
export async function lockProfile(trx: Transaction, id: string): Promise<void> {
  await trx.selectFrom('users').select('id').where('id', '=', id).forNoKeyUpdate().execute();
}

/** Marks the user deleted and forgets what was personal; the username stays reserved. */
export async function deleteUser(trx: Transaction, id: string): Promise<boolean> {
  await awaitWrites(trx, id);
  const { numUpdatedRows } = await trx
    .updateTable('users')
    .set({
      ...{ deletedAt: sql<Date>`now()`, deletionDueAt: null, email: null, passwordHash: null },
      ...{ displayName: '', verifiedName: null, bio: '', location: '' },
      ...{ website: null, avatarUrl: null, bannerUrl: null },
    })
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Adds to a user's counters; each connection has its own slot, so writers do not wait for each other. */
export async function countForUser(
  trx: Transaction,
  userId: string,
  { tweets = 0, followers = 0, following = 0 }: Partial<UserCounts>,
): Promise<void> {
  await addToUserCounts(trx, { userId, tweets, followers, following });
}

const addToUserCounts = compileOnce((db, param: Param<UserCounts & { userId: string }>) =>
  db
    .insertInto('userCounts')
    .values({
      userId: param('userId'),
      slot: sql<number>`pg_backend_pid() % 16`,
      tweets: param('tweets'),
      followers: param('followers'),
      following: param('following'),
    })
    .onConflict((conflict) =>
      conflict.columns(['userId', 'slot']).doUpdateSet({
        tweets: sql`user_counts.tweets + excluded.tweets`,
        followers: sql`user_counts.followers + excluded.followers`,
        following: sql`user_counts.following + excluded.following`,
      }),
    ),
);

/** The same of many in one statement. */
export async function countForUsers(
  trx: Transaction,
  changes: ReadonlyMap<string, Partial<UserCounts>>,
): Promise<void> {
  if (changes.size === 0) return;
  const rows = [...changes].map(([userId, change]) => ({ user_id: userId, ...change }));
  await sql`
    insert into user_counts (user_id, slot, tweets, followers, following)
    select user_id, pg_backend_pid() % 16, coalesce(tweets, 0), coalesce(followers, 0), coalesce(following, 0)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as changes (user_id bigint, tweets integer, followers integer, following integer)
    -- In one order for all, as whoever counts for several does.
    order by user_id
    on conflict (user_id, slot) do update
      set tweets = user_counts.tweets + excluded.tweets, followers = user_counts.followers + excluded.followers,
        following = user_counts.following + excluded.following`.execute(trx);
}

interface UserCounts {
  tweets: number;
  followers: number;
  following: number;
}

function toUserView(row: Omit<UserView, 'createdAt' | 'role' | CountName> & UserRow): UserView {
  return {
    ...row,
    // `as`: a check constraint of the table holds role to these.
    role: row.role as UserView['role'],
    createdAt: row.createdAt.toISOString(),
    tweetCount: row.tweetCount ?? 0,
    followerCount: row.followerCount ?? 0,
    followingCount: row.followingCount ?? 0,
  };
}

type CountName = 'tweetCount' | 'followerCount' | 'followingCount';
type UserRow = { role: string; createdAt: Date } & Record<CountName, number | null>;
