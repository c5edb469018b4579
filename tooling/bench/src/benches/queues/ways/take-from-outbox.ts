import type pg from 'pg';
import type { Way } from './way.ts';

const batch = 100;

/**
 * Takes writes out of a table, a batch in a transaction, as long as there are some.
 * @param handle runs in that transaction.
 */
export function takeFromOutbox(
  pool: pg.Pool,
  handle: (client: pg.ClientBase, writes: string[]) => Promise<void>,
): Way {
  let running: Promise<void> | undefined;
  let again = false;
  const takeBatch = async () => {
    const client = await pool.connect();
    await client.query('begin');
    const { rows } = await client.query<{ id: string }>(
      `delete from outbox where id in (select id from outbox order by id limit ${batch} for update skip locked) returning id`,
    );
    await handle(
      client,
      rows.map(({ id }) => id),
    );
    await client.query('commit');
    client.release();
    return rows.length;
  };
  const drain = async () => {
    do again = false;
    while ((await takeBatch()) > 0 || again);
    running = undefined;
  };
  return {
    enqueue: (client, write) => client.query('insert into outbox values ($1)', [write]),
    committed() {
      again = true;
      running ??= drain();
    },
    [Symbol.asyncDispose]: async () => running,
  };
}
