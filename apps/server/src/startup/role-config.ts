import { z } from 'zod';

/** What a process does: `api` answers requests, `worker` runs jobs and what happens by the clock, `all` does both. */
export type ServerRole = 'all' | 'api' | 'worker';

const shared = ['DATABASE_URL', 'REDIS_URL'] as const;

export const roleVariables = {
  DUNLIN_ROLE: z.enum(['all', 'api', 'worker'], 'must be all, api or worker').default('all'),
};

export function checkRole({ value, issues }: z.core.ParsePayload<RoleVariables>): void {
  const { DUNLIN_ROLE: role } = value;
  if (role === 'all') return;
  const message = `is needed too: DUNLIN_ROLE is ${role}, and processes share the work by their database and their Redis`;
  for (const name of shared)
    if (value[name] === undefined) issues.push({ code: 'custom', path: [name], input: undefined, message });
}

type RoleVariables = z.output<z.ZodObject<typeof roleVariables>> &
  Partial<Record<(typeof shared)[number], unknown>>;
