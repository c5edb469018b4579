import { join } from 'node:path';
import { z } from 'zod';

export type DatabaseConfig =
  | { type: 'embedded'; dataDir: string }
  | {
      type: 'external';
      url: string;
      /** Past the PgBouncer that `url` names, for what needs a session of its own. */
      directUrl?: string;
    };

const variable = z
  .url({
    protocol: /^postgres(ql)?$/,
    error: 'must look like postgres://user:password@host:5432/database',
    abort: true,
  })
  // Else a part of the password would stand for the host, and in what is said of it.
  .refine((url) => new URL(url).hash === '', 'must have %23 where the password has #, and %40 where it has @')
  // Those of the URL take the place of those by which the queue finds its tables.
  .refine(
    (url) => !new URL(url).searchParams.has('options'),
    'must have no options=; what it sets is set for its user instead: ALTER ROLE … SET …',
  )
  .optional();

export const databaseVariables = { DATABASE_URL: variable, DATABASE_DIRECT_URL: variable };

export function checkDatabase({ value, issues }: z.core.ParsePayload<DatabaseVariables>): void {
  if (value.DATABASE_DIRECT_URL === undefined || value.DATABASE_URL !== undefined) return;
  const message = 'is needed too: DATABASE_DIRECT_URL goes past the PgBouncer that it names';
  issues.push({ code: 'custom', path: ['DATABASE_URL'], input: undefined, message });
}

export function toDatabaseConfig(
  { DATABASE_URL: url, DATABASE_DIRECT_URL: directUrl }: DatabaseVariables,
  dataDir: string,
): DatabaseConfig {
  if (url === undefined) return { type: 'embedded', dataDir: join(dataDir, 'postgres') };
  return { type: 'external', url, ...(directUrl !== undefined && { directUrl }) };
}

type DatabaseVariables = z.output<z.ZodObject<typeof databaseVariables>>;
