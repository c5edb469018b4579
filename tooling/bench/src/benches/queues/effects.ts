import type pg from 'pg';

/** As many as a tweet has. */
export const consumers = ['timelines', 'hashtags', 'search', 'notifications'] as const;

/** Where statements can be sent: a pool, one of its clients, or what a library hands out for its transaction. */
export type Send = (text: string, values: unknown[]) => Promise<unknown>;

/** Writes the rows that events have as their effect on one consumer. */
export type Apply = (send: Send, consumer: string, writes: readonly string[]) => Promise<void>;

export async function createTables(pool: pg.Pool): Promise<void> {
  await pool.query(`
    create table if not exists writes (id bigint primary key generated always as identity);
    create table if not exists outbox (id bigint primary key);
    create table if not exists effects (consumer text not null, write_id bigint not null);
    truncate writes, outbox, effects`);
}

export async function applyEffects(send: Send, consumer: string, writes: readonly string[]): Promise<void> {
  await send('insert into effects (consumer, write_id) select $1, unnest($2::bigint[])', [consumer, writes]);
}

/** @throws Error when one is there twice. */
export async function haveAllEffects(pool: pg.Pool, writes: number): Promise<boolean> {
  const { rows } = await pool.query<{ count: number }>('select count(*)::int as count from effects');
  const count = rows[0]?.count ?? 0;
  if (count > writes * consumers.length) throw new Error('an effect happened twice');
  return count === writes * consumers.length;
}
