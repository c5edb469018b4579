import { sql } from 'kysely';
import type { Services } from '../core/context.ts';
import { write } from '../core/mutation.ts';
import { restoreUser } from './suspensions.ts';
import { subjectColumns } from './users.ts';

/** Bounds how late a suspension ends when the hint of it was lost. */
const lookMs = 60_000;
const retryMs = 1_000;

/**
 * Ends suspensions at their time, in this process until disposed. It keeps nothing that the database does not: what came due
 * while no process ran ends when one starts, and several processes end each once.
 */
export function startEndingSuspensions(
  services: Services,
  { onError }: { onError: (error: unknown) => void },
): AsyncDisposable {
  const { hints, stopping } = services;
  let running: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let again = false;
  let hasFailed = false;

  const endDue = async () => {
    let waitMs = retryMs;
    try {
      do {
        again = false;
        waitMs = await endSuspensions(services);
      } while (again && !stopping.aborted);
      hasFailed = false;
    } catch (error) {
      // Of an outage it tells once.
      if (!hasFailed) onError(error);
      hasFailed = true;
    }
    // In the same turn as the last look at `again`: who wakes it later starts anew.
    running = undefined;
    timer = setTimeout(wake, waitMs);
  };
  const wake = () => {
    again = true;
    if (running || stopping.aborted) return;
    clearTimeout(timer);
    running = endDue();
  };
  const stops = [hints.onAny('suspensions', wake), hints.onGap(wake)];
  wake();

  return {
    async [Symbol.asyncDispose]() {
      for (const stop of stops) stop();
      await running;
      clearTimeout(timer);
    },
  };
}

/** Restores those whose suspension was for a time that is over. @returns when to look again. */
export async function endSuspensions(services: Services): Promise<number> {
  const selectDue = (db: Services['db']) =>
    db.selectFrom('users').where('suspendedUntil', '<=', sql<Date>`clock_timestamp()`);
  for (const { id } of await selectDue(services.db).select('id').execute()) {
    await write(services, async (writer) => {
      const due = selectDue(writer.trx).select(subjectColumns).where('id', '=', id);
      const user = await due.forNoKeyUpdate().executeTakeFirst();
      if (user) await restoreUser(writer, user, { expired: true });
    });
  }
  const { nextMs } = await services.db
    .selectFrom('users')
    .select(
      sql<number | null>`extract(epoch from min(suspended_until) - clock_timestamp())::float8 * 1000`.as(
        'nextMs',
      ),
    )
    .where('suspendedUntil', 'is not', null)
    .executeTakeFirstOrThrow();
  return Math.min(Math.max(nextMs ?? lookMs, 0), lookMs);
}
