import { connect, createServer, type Socket } from 'node:net';
import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createDatabase } from '../src/index.ts';

test('statements of a transaction that do not wait for each other go out together', async () => {
  const relay = await startRelay(inject('postgresUrl'));
  const db = createDatabase({ url: relay.url, maxConnections: 1 });
  onTestFinished(() => db.destroy());
  // The connection stands.
  await sql`select 0`.execute(db);
  relay.holdAnswers();
  const running = db
    .transaction()
    .execute((trx) =>
      Promise.all(
        ['first', 'second'].map((word) => sql<{ word: string }>`select ${word} as word`.execute(trx)),
      ),
    );
  await expect.poll(() => relay.sent()).toMatch(/begin.*first.*second/s);
  expect(relay.sent()).not.toContain('commit');
  relay.passAnswers();
  expect((await running).map(({ rows }) => rows)).toEqual([[{ word: 'first' }], [{ word: 'second' }]]);
  expect(relay.sent()).toContain('commit');
});

test('one that fails takes those after it along, and the connection goes on', async () => {
  const db = createDatabase({ url: inject('postgresUrl'), maxConnections: 1 });
  onTestFinished(() => db.destroy());
  const failing = db
    .transaction()
    .execute((trx) => Promise.all([sql`select 1 / 0`.execute(trx), sql`select 1`.execute(trx)]));
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  expect((await sql`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
});

/** Passes everything on to a Postgres, and keeps its answers back while it is told to. */
async function startRelay(postgresUrl: string) {
  const { port, hostname } = new URL(postgresUrl);
  const chunks: Buffer[] = [];
  const upstreams: Socket[] = [];
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    upstreams.push(upstream);
    client.on('data', (chunk: Buffer) => void chunks.push(chunk));
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('it listens on TCP');
  const url = new URL(postgresUrl);
  url.port = String(address.port);
  return {
    url: url.href,
    sent: () => Buffer.concat(chunks).toString('latin1'),
    holdAnswers() {
      for (const upstream of upstreams) upstream.pause();
    },
    passAnswers() {
      for (const upstream of upstreams) upstream.resume();
    },
  };
}
