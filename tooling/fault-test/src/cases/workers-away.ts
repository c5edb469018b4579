import { readFile } from 'node:fs/promises';
import { type Case, needed } from '../case.ts';
import { insertBacklog } from '../load/insert-backlog.ts';
import { hasFewerEvents } from '../measure/has-fewer-events.ts';
import { until } from '../until.ts';

/** It has as long as this for each event, and a minute besides. */
const [perEventMs, leastMs] = [10, 60_000];

/** The outbox is as long as after a day without workers. */
export const workersAway: Case = {
  name: 'workers-away',
  title:
    'the outbox is as long as after a day without workers (--backlog), and works off while more is written',
  redis: 'none',
  async harm({ installation, backlog, over, note }) {
    const server = needed(installation.api[0]);
    const db = await installation.openDatabase();
    await insertBacklog(db, backlog);
    over();
    const before = await readPeakMb(server.pid);
    const startedAt = performance.now();
    const isDone = await until(() => hasFewerEvents(db, 200), leastMs + backlog * perEventMs);
    const seconds = (performance.now() - startedAt) / 1_000;
    if (!isDone) throw new Error(`after ${Math.round(seconds)} s there were still some of ${backlog} events`);
    note(
      `${backlog} events in ${seconds.toFixed(1)} s, ${Math.round(backlog / seconds)} a second; the server took ` +
        `${await readPeakMb(server.pid)} MB of memory at most, ${before} MB before`,
    );
  },
};

/** The most that a process has had in memory so far. Linux only. */
async function readPeakMb(pid: number): Promise<number> {
  const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
