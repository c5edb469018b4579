import { type Api, type Backlog, passwordsUnderWay, type ViewCacheStats } from '@dunlin/api';
import { poolStats } from '@dunlin/db';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { RedisStatus } from '../startup/open-redis.ts';
import type { DiskState } from '../startup/watch-disks.ts';
import type { ErrorReports } from './error-reports.ts';
import { createLook, registerEach } from './looked-up-metrics.ts';
import { registerSearch } from './search-metrics.ts';

/** Registers what is looked up when it is asked for; what needs the database is absent while that does not answer. */
export function registerSources(
  registry: Registry,
  { api, reports, countSockets, redis, disks }: Sources,
): void {
  const { db, views } = api.services;
  const readCaches = (toNumber: (stats: ViewCacheStats) => number) =>
    Object.fromEntries([...views.stats()].map(([name, stats]) => [name, toNumber(stats)]));
  registerEach(registry, {
    type: Gauge,
    name: 'dunlin_db_pool_connections',
    help: 'Connections of the pool, and callers that wait for one.',
    label: 'state',
    read: () => poolStats(db),
  });
  registerEach(registry, {
    type: Gauge,
    name: 'dunlin_sockets_open',
    help: 'WebSockets that are open.',
    read: () => ({ '': countSockets() }),
  });
  registerEach(registry, {
    type: Gauge,
    name: 'dunlin_passwords_under_way',
    help: 'Passwords being hashed or verified.',
    read: () => ({ '': passwordsUnderWay() }),
  });
  for (const key of ['hits', 'misses'] as const)
    registerEach(registry, {
      type: Counter,
      name: `dunlin_cache_${key}_total`,
      help: `Keys asked of a cache of views: ${key}.`,
      label: 'cache',
      read: () => readCaches((stats) => stats[key]),
    });
  registerEach(registry, {
    type: Gauge,
    name: 'dunlin_cache_entries',
    help: 'Entries in a cache of views.',
    label: 'cache',
    read: () => readCaches((stats) => stats.entries),
  });
  registerEach(registry, {
    type: Counter,
    name: 'dunlin_errors_total',
    help: 'Errors of ours, by where they arose.',
    label: 'origin',
    read: () => reports.counts,
  });
  registerEach(registry, {
    type: Counter,
    name: 'dunlin_error_reports_total',
    help: 'Reports of errors to the webhook, by what became of them.',
    label: 'outcome',
    read: () => reports.deliveries ?? {},
  });
  registerDisks(registry, disks);
  registerConnections(registry, { api, redis });
  registerSearch(registry, api);
  registerBacklog(registry, api);
}

function registerDisks(registry: Registry, disks: DiskState): void {
  registerEach(registry, {
    type: Gauge,
    name: 'dunlin_disk_free_bytes',
    help: 'Bytes free on the disk of a folder that this process writes to.',
    label: 'folder',
    read: () => disks.freeBytes,
  });
}

function registerConnections(registry: Registry, { api, redis }: Pick<Sources, 'api' | 'redis'>): void {
  registerEach(registry, {
    type: Gauge,
    name: 'dunlin_hints_connected',
    help: 'Whether hints arrive from every node; without them caches are short-lived and streams look in the database.',
    read: () => ({ '': api.services.hints.isConnected ? 1 : 0 }),
  });
  if (!redis) return;
  registerEach(registry, {
    type: Gauge,
    name: 'dunlin_redis_up',
    help: 'Whether Redis answered this scrape.',
    read: async () => ({ '': (await redis.isUp()) ? 1 : 0 }),
  });
  registerEach(registry, {
    type: Gauge,
    name: 'dunlin_limits_shared',
    help: 'Whether the last call was counted together with all processes, and not by this one alone.',
    read: () => ({ '': api.services.limits.areShared ? 1 : 0 }),
  });
}

function registerBacklog(registry: Registry, api: Api): void {
  const look = createLook(() => api.services.measureBacklog());
  const register = (
    name: string,
    help: string,
    read: (backlog: Backlog) => Record<string, number | undefined>,
    label?: string,
  ) =>
    registerEach(registry, {
      type: Gauge,
      name,
      help,
      ...(label !== undefined && { label }),
      read: async () => {
        const backlog = await look();
        return backlog ? read(backlog) : {};
      },
    });
  register('dunlin_jobs', 'Jobs by state, counted up to 100,000.', ({ jobs }) => jobs, 'state');
  register(
    'dunlin_oldest_waiting_job_seconds',
    'The age of the oldest job of a name that is not done; absent when there is none.',
    ({ oldestJobAges }) => oldestJobAges,
    'job',
  );
  register(
    'dunlin_outbox_events',
    'Events that have not had their effects yet, counted up to 100,000.',
    ({ events }) => ({
      '': events,
    }),
  );
  register(
    'dunlin_outbox_lag_seconds',
    'The age of the oldest event that has not had its effects yet; 0 when there is none.',
    ({ oldestEventAge }) => ({ '': oldestEventAge ?? 0 }),
  );
  registerEach(registry, {
    type: Gauge,
    name: 'dunlin_database_up',
    help: 'Whether the database answered this scrape.',
    read: async () => ({ '': (await look()) ? 1 : 0 }),
  });
}

interface Sources {
  api: Api;
  reports: ErrorReports;
  countSockets: () => number;
  redis: RedisStatus | undefined;
  disks: DiskState;
}
