import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../world/open-world.ts';

const settleWithinMs = 300_000;

/** Resolves when all that was written has its effects. */
export async function settle({ sql }: Pick<World, 'sql'>): Promise<void> {
  const deadline = performance.now() + settleWithinMs;
  for (;;) {
    const { rowCount } = await sql.query(
      `select where exists (select from outbox) or exists (select from jobs where failed_at is null)`,
    );
    if (rowCount === 0) return;
    if (performance.now() > deadline) throw new Error('what was written does not have all its effects');
    await delay(20);
  }
}
