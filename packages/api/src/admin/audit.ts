import type { Database, Transaction } from '@dunlin/db';
import type { RequestInfo } from '../core/context.ts';
import type { Position } from '../core/pagination.ts';
import type { QueryContext } from '../core/trpc.ts';
import type { Viewer } from '../core/viewer.ts';
import type { Action, AuditEntry, ListAuditInput, SubjectType } from './schema.ts';

/** What was done to whom or what. Details hold no text of users: the log is for ever, and what they delete is not. */
export interface Act {
  action: Action;
  subject: { type: SubjectType; id: string };
  details?: Record<string, Detail | Record<string, Detail>>;
}

type Detail = string | boolean | null | string[];

/** Who acts, and by which request; without a viewer it is the host, or the clock. */
export interface Actor {
  trx: Transaction;
  viewer?: Pick<Viewer, 'id'>;
  request?: RequestInfo;
}

/** Writes an act into the audit log, in the transaction that does it. */
export async function recordAct({ trx, viewer, request }: Actor, act: Act): Promise<void> {
  const { action, subject, details = {} } = act;
  await trx
    .insertInto('auditLog')
    .values({
      actorId: viewer?.id ?? null,
      action,
      subjectType: subject.type,
      subjectId: subject.id,
      details: JSON.stringify(details),
      ipAddress: request?.ipAddress ?? null,
      requestId: request?.requestId ?? null,
    })
    .execute();
}

/** Reads what only staff may, and notes that they did: nothing is answered that does not stand in the log. */
export function readAudited<Result>(
  { db, viewer, request }: QueryContext,
  act: Act,
  read: (db: Database) => Promise<Result>,
): Promise<Result> {
  return db.transaction().execute(async (trx) => {
    const result = await read(trx);
    await recordAct({ trx, viewer, request }, act);
    return result;
  });
}

/** Latest first. */
export function listActs(db: Database, filter: Omit<ListAuditInput, 'cursor' | 'limit'>, position: Position) {
  const { actorId, subjectType, subjectId, action } = filter;
  const { last, limit } = position;
  return db
    .selectFrom('auditLog')
    .leftJoin('users', 'users.id', 'auditLog.actorId')
    .select(['auditLog.id', 'actorId', 'users.username as actorName', 'action', 'subjectType', 'subjectId'])
    .select(['details', 'ipAddress', 'requestId', 'auditLog.createdAt'])
    .$if(actorId !== undefined, (query) => query.where('actorId', '=', actorId ?? ''))
    .$if(subjectType !== undefined, (query) => query.where('subjectType', '=', subjectType ?? ''))
    .$if(subjectId !== undefined, (query) => query.where('subjectId', '=', subjectId ?? ''))
    .$if(action !== undefined, (query) => query.where('action', '=', action ?? ''))
    .$if(last !== undefined, (query) => query.where('auditLog.id', '<', last ?? ''))
    .orderBy('auditLog.id', 'desc')
    .limit(limit)
    .execute();
}

export function toAuditEntry(row: Awaited<ReturnType<typeof listActs>>[number]): AuditEntry {
  const { id, actorId, actorName, action, subjectType, subjectId, details, ipAddress, requestId } = row;
  return {
    id,
    actor: actorId !== null && actorName !== null ? { id: actorId, username: actorName } : null,
    // `as`: recordAct writes nothing else into these columns.
    action: action as Action,
    subject: { type: subjectType as SubjectType, id: subjectId }, // `as`: a check constraint holds it to these.
    details: details as AuditEntry['details'], // `as`: recordAct writes objects.
    ipAddress,
    requestId,
    createdAt: row.createdAt.toISOString(),
  };
}
