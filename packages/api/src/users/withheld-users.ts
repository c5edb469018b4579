import type { Database } from '@dunlin/db';
import type { User } from './schema.ts';

/** Suspended users, as those see them who have to do with them: the name alone, and that they are suspended. */
export async function loadWithheldUsers(
  db: Database,
  ids: readonly string[],
): Promise<Map<string, WithheldUser>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('users')
    .select(['id', 'username', 'createdAt'])
    .where('id', 'in', ids)
    .where('suspendedAt', 'is not', null)
    .where('deletedAt', 'is', null)
    .where('deletionDueAt', 'is', null)
    .execute();
  return new Map(
    rows.map(({ id, username, createdAt }) => [
      id,
      { ...withheld, id, username, displayName: username, createdAt: createdAt.toISOString() },
    ]),
  );
}

const withheld: Omit<WithheldUser, 'id' | 'username' | 'displayName' | 'createdAt'> = {
  suspended: true,
  ...{ avatarUrl: null, bannerUrl: null, website: null, bio: '', location: '' },
  ...{ verified: false, private: false, role: 'user' },
  ...{ tweetCount: 0, followerCount: 0, followingCount: 0, noIndex: true },
};

type WithheldUser = Omit<User, 'viewer'>;
