import type { Database, Users } from '@dunlin/db';
import { type Selectable, sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Position } from '../core/pagination.ts';
import type { WriteContext } from '../core/trpc.ts';
import { toStaffPictureUrl } from '../media/profile-pictures.ts';
import type { ListModeratedUsersInput, ModeratedUser } from './schema.ts';

const columns = [
  ...(['id', 'username', 'displayName', 'bio', 'location', 'website', 'avatarUrl', 'bannerUrl'] as const),
  ...(['verified', 'verifiedName', 'private', 'role', 'createdAt', 'deletedAt'] as const),
  ...(['deletionDueAt', 'suspendedAt', 'suspendedByAdmin', 'suspendedUntil', 'suspensionReason'] as const),
] as const;

/** What an act has to know of whom it is about. */
export const subjectColumns = [
  ...(['id', 'role', 'displayName', 'verifiedName', 'deletedAt'] as const),
  ...(['suspendedAt', 'suspendedByAdmin', 'suspendedUntil', 'suspensionReason'] as const),
] as const;
export type Subject = Pick<Selectable<Users>, (typeof subjectColumns)[number]>;

/** Any account, suspended and deleted ones too: for moderators alone. @throws AppError USER_NOT_FOUND */
export async function getModeratedUser(db: Database, id: string): Promise<ModeratedUser> {
  const row = await db.selectFrom('users').select(columns).where('id', '=', id).executeTakeFirst();
  if (!row) throw new AppError('USER_NOT_FOUND');
  return toModeratedUser(row);
}

/** Newest first. */
export function listModeratedUsers(
  db: Database,
  { name, role, status, badge }: Omit<ListModeratedUsersInput, 'cursor' | 'limit'>,
  { last, limit }: Position,
) {
  const pattern = toPattern(name ?? '');
  return db
    .selectFrom('users')
    .select(columns)
    .$if(name !== undefined, (query) =>
      query.where((where) =>
        where.or([where('username', 'ilike', pattern), where('displayName', 'ilike', pattern)]),
      ),
    )
    .$if(role !== undefined, (query) => query.where('role', '=', sql.lit(role ?? '')))
    .$if(status === 'active', (query) => query.where('isActive', '=', true))
    .$if(status === 'suspended', (query) => query.where('suspendedAt', 'is not', null))
    .$if(status === 'deactivated', (query) => query.where('deletionDueAt', 'is not', null))
    .$if(status === 'deleted', (query) => query.where('deletedAt', 'is not', null))
    .$if(badge === 'shown', (query) => query.where('verified', '=', true))
    .$if(badge === 'resting', (query) => query.whereRef('verifiedName', '<>', 'displayName'))
    .$if(last !== undefined, (query) => query.where('id', '<', last ?? ''))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** For `ilike`: what has this in it, whatever it means there. */
export function toPattern(part: string): string {
  return `%${part.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}

export function toModeratedUser(row: ModeratedUserRow): ModeratedUser {
  return {
    ...row,
    // `as`: a check constraint of the table holds role to these.
    role: row.role as ModeratedUser['role'],
    createdAt: row.createdAt.toISOString(),
    avatarUrl: toStaffPictureUrl(row.avatarUrl),
    bannerUrl: toStaffPictureUrl(row.bannerUrl),
    deletedAt: row.deletedAt?.toISOString() ?? null,
    deletionDueAt: row.deletionDueAt?.toISOString() ?? null,
    suspendedAt: row.suspendedAt?.toISOString() ?? null,
    suspendedUntil: row.suspendedUntil?.toISOString() ?? null,
  };
}

/**
 * Holds the user whom an act is about, so that acts about one user take turns.
 * @throws AppError USER_NOT_FOUND; CANNOT_MODERATE_SELF; FORBIDDEN when a moderator acts on a moderator or admin
 */
export async function holdSubject(
  { trx, viewer }: Pick<WriteContext, 'trx' | 'viewer'>,
  userId: string,
): Promise<Subject> {
  // Before the lock: who acts holds the own row already, and two such requests would wait for each other.
  if (userId === viewer.id) throw new AppError('CANNOT_MODERATE_SELF');
  const user = await trx
    .selectFrom('users')
    .select(subjectColumns)
    .where('id', '=', userId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!user) throw new AppError('USER_NOT_FOUND');
  if (user.role !== 'user' && viewer.role !== 'admin') throw new AppError('FORBIDDEN');
  return user;
}

/** The same for what only an account that is not deleted can have done to it. */
export async function holdAccount(
  ctx: Pick<WriteContext, 'trx' | 'viewer'>,
  userId: string,
): Promise<Subject> {
  const user = await holdSubject(ctx, userId);
  if (user.deletedAt !== null) throw new AppError('USER_NOT_FOUND');
  return user;
}

type ModeratedUserRow = Pick<Selectable<Users>, (typeof columns)[number]>;
