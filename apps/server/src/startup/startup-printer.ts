import type { App } from '../app.ts';
import type { Logger } from '../observability/logger.ts';
import type { Config } from './config.ts';
import type { DatabaseStep } from './open-database.ts';

const steps: Record<DatabaseStep, string> = {
  extract: 'Preparing PostgreSQL (first time only)',
  initdb: 'Creating the database (first time only)',
  start: 'Starting PostgreSQL',
  recover: 'Recovering the database after a crash',
  migrate: 'Bringing the database up to date',
};

/**
 * Tells whoever started the server how that goes: lines for a person on a terminal, be it standard error's. Where standard
 * output is none it has log lines, and that of the addresses whatever the log level.
 */
export interface StartupPrinter {
  step(step: DatabaseStep): void;
  ready(app: App, config: Config): void;
}

export function createStartupPrinter(
  { stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>,
  logger: Logger,
): StartupPrinter {
  const terminal = [stdout, stderr].find(({ isTTY }) => isTTY);
  const hasLines = !stdout.isTTY;
  return {
    step(step) {
      terminal?.write(`  ${steps[step]} …\n`);
      if (hasLines) logger.info({ step }, steps[step]);
    },
    ready({ url }, { publicUrl, database }) {
      const api = publicUrl ?? url.replace(/127\.0\.0\.1|0\.0\.0\.0|\[::1?\]/, 'localhost');
      const addresses = { api, docs: `${api}/docs`, openapi: `${api}/openapi.json` };
      const stop = terminal ? 'Press Ctrl+C to stop.' : `Stop it with: kill ${process.pid}`;
      const data = database.type === 'embedded' ? database.dataDir : 'DATABASE_URL';
      terminal?.write(toBanner({ ...addresses, stop, data }));
      if (!hasLines) return;
      const always = logger.child({}, { level: 'info' });
      always.info({ ...addresses, pid: process.pid }, `Dunlin is running at ${api}. ${stop}`);
    },
  };
}

function toBanner({
  api,
  docs,
  openapi,
  data,
  stop,
}: Record<'api' | 'docs' | 'openapi' | 'data' | 'stop', string>): string {
  return `
  Dunlin is running.

    API       ${api}
    Docs      ${docs}
    OpenAPI   ${openapi}
    Database  ${data}

  ${stop}

`;
}
