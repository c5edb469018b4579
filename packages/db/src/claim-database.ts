import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

const key = "hashtext('dunlin server')";
/** Of the locks that stand for the places where servers meet. */
const placeClass = "hashtext('dunlin place')";
/** A server that was killed a moment ago may still have its connection. */
const defaultWaitMs = 5_000;
const retryMs = 1_000;

export interface ClaimOptions {
  /** Together with others that claim it so; otherwise for one server alone. */
  shared: boolean;
  waitMs?: number;
  /** The connection that held the claim broke, and meanwhile another server took it. */
  onTaken?: (error: DatabaseTakenError) => void;
}

/** Another server has the database, and does not share it with one that claims it so. */
export class DatabaseTakenError extends Error {
  override readonly name = 'DatabaseTakenError';
  /** Whether those that have it share it with others of their kind. */
  readonly isShared: boolean;

  constructor(isShared: boolean) {
    super('another server has this database');
    this.isShared = isShared;
  }
}

export interface DatabaseClaim extends AsyncDisposable {
  /** Says where this server meets the others that share the database. @returns whether none of them meets elsewhere; if one does, nothing is said. */
  meetAt(place: string): Promise<boolean>;
}

/** The connection is to a pooler, such as PgBouncer, behind which each transaction may have another session. */
export class PooledConnectionError extends Error {
  override readonly name = 'PooledConnectionError';
}

/**
 * Claims a database for this process until disposed; when the connection breaks, claims it again as soon as it can.
 * @throws DatabaseTakenError, PooledConnectionError
 */
export async function claimDatabase(url: string, options: ClaimOptions): Promise<DatabaseClaim> {
  let held = await claim(url, options);
  let place: string | undefined;
  let isDisposed = false;
  const claimAgain = async () => {
    let hasTold = false;
    while (!isDisposed) {
      const again = await claim(url, { ...options, waitMs: 1 }).catch((error: unknown) => error);
      if (again instanceof pg.Client) return hold(again);
      if (again instanceof DatabaseTakenError && !hasTold) options.onTaken?.(again);
      hasTold ||= again instanceof DatabaseTakenError;
      await delay(retryMs, undefined, { ref: false });
    }
  };
  const hold = (client: pg.Client) => {
    held = client;
    client.once('end', () => void claimAgain());
    // Should this connection break too, its end tells.
    if (place !== undefined) void meetAt(client, place).catch(() => {});
    if (isDisposed) void client.end();
  };
  hold(held);
  return {
    async meetAt(wanted) {
      const isTogether = await meetAt(held, wanted);
      if (isTogether) place = wanted;
      else await held.query(`select pg_advisory_unlock_shared(${placeClass}, hashtext($1))`, [wanted]);
      return isTogether;
    },
    [Symbol.asyncDispose]() {
      isDisposed = true;
      return held.end();
    },
  };
}

/** The claim is a lock of the session, so it ends with the connection, whatever becomes of the process. */
async function claim(
  url: string,
  { shared, waitMs = defaultWaitMs }: Pick<ClaimOptions, 'shared' | 'waitMs'>,
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'dunlin server',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // Otherwise the first probe is sent after two hours.
    keepAliveInitialDelayMillis: 10_000,
    lock_timeout: waitMs,
  });
  // Whoever holds the claim hears of a break by the connection's end, and all others by their query.
  client.on('error', () => {});
  try {
    await client.connect();
    await assertDirect(client);
    // So that a machine that vanished loses its claim in half a minute, not in hours.
    await client.query(
      'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 4',
    );
    await client.query(`select pg_advisory_lock${shared ? '_shared' : ''}(${key})`);
    return client;
  } catch (error) {
    const isTaken = error instanceof pg.DatabaseError && error.code === '55P03';
    const reason = isTaken ? new DatabaseTakenError(await canShare(client)) : error;
    await client.end().catch(() => {});
    throw reason;
  }
}

/** A pooler makes up the process that it names when one connects. */
async function assertDirect(client: pg.Client & { processID?: number | null }): Promise<void> {
  const { rows } = await client.query('select pg_backend_pid() as pid');
  if (rows[0].pid !== client.processID) throw new PooledConnectionError('the connection is pooled');
}

async function canShare(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(`select pg_try_advisory_lock_shared(${key}) as shared`);
  return rows[0].shared;
}

/** Takes the lock of a place first and looks then, so that of two who come at once at least one sees the other. */
async function meetAt(client: pg.Client, place: string): Promise<boolean> {
  await client.query(`select pg_advisory_lock_shared(${placeClass}, hashtext($1))`, [place]);
  const { rows } = await client.query(
    `select from pg_locks
    where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
      and classid = ${asOid(placeClass)} and objsubid = 2 and objid <> ${asOid('hashtext($1)')}`,
    [place],
  );
  return rows.length === 0;
}

/** As `pg_locks` shows a number that may be negative. */
function asOid(number: string): string {
  return `(${number}::bigint & 4294967295)::oid`;
}
