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
    ready({ url }, config) {
      const own = url.replace(/127\.0\.0\.1|0\.0\.0\.0|\[::1?\]/, 'localhost');
      const address = config.role === 'worker' ? own : (config.publicUrl ?? own);
      const addresses = toAddresses(address, config);
      const stop = terminal ? 'Press Ctrl+C to stop.' : `Stop it with: kill ${process.pid}`;
      const database = config.database.type === 'embedded' ? config.database.dataDir : 'DATABASE_URL';
      terminal?.write(toBanner({ ...addresses, database }, stop));
      if (!hasLines) return;
      const always = logger.child({}, { level: 'info' });
      always.info({ ...addresses, pid: process.pid }, `Dunlin is running at ${address}. ${stop}`);
    },
  };
}

/** Of a worker, which serves nothing else, where it tells how it is. */
function toAddresses(address: string, { role, web }: Config): Partial<Record<Label, string>> {
  if (role === 'worker') return { health: `${address}/healthz` };
  return {
    ...(web && { web: `${address}/` }),
    api: address,
    docs: `${address}/docs`,
    openapi: `${address}/openapi.json`,
  };
}

const labels = {
  web: 'Web',
  api: 'API',
  docs: 'Docs',
  openapi: 'OpenAPI',
  health: 'Health',
  database: 'Database',
};
type Label = keyof typeof labels;

function toBanner(values: Partial<Record<Label, string>>, stop: string): string {
  // `as`: what Object.keys loses; labels has no other keys.
  const lines = (Object.keys(labels) as Label[]).flatMap((label) =>
    values[label] === undefined ? [] : `    ${labels[label].padEnd(8)}  ${values[label]}`,
  );
  return `\n  Dunlin is running.\n\n${lines.join('\n')}\n\n  ${stop}\n\n`;
}
