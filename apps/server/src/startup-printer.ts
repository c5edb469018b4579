import type { App } from './app.ts';
import type { Config } from './config.ts';
import type { Logger } from './logger.ts';
import type { DatabaseStep } from './open-database.ts';

const steps: Record<DatabaseStep, string> = {
  extract: 'Preparing PostgreSQL (first time only)',
  initdb: 'Creating the database (first time only)',
  start: 'Starting PostgreSQL',
  recover: 'Recovering the database after a crash',
  migrate: 'Bringing the database up to date',
};

/** Tells whoever started the server how that goes: lines for a person on a terminal, log lines otherwise. */
export interface StartupPrinter {
  step(step: DatabaseStep): void;
  ready(app: App, config: Config): void;
}

export function createStartupPrinter(terminal: NodeJS.WriteStream, logger: Logger): StartupPrinter {
  const { isTTY } = terminal;
  return {
    step(step) {
      if (isTTY) terminal.write(`  ${steps[step]} …\n`);
      else logger.info({ step }, steps[step]);
    },
    ready({ url }, { publicUrl, database }) {
      const api = publicUrl ?? url.replace(/127\.0\.0\.1|0\.0\.0\.0|\[::1?\]/, 'localhost');
      const addresses = { api, docs: `${api}/docs`, openapi: `${api}/openapi.json` };
      const stop = isTTY ? 'Press Ctrl+C to stop.' : `Stop it with: kill ${process.pid}`;
      if (isTTY)
        terminal.write(
          toBanner({
            ...addresses,
            stop,
            data: database.type === 'embedded' ? database.dataDir : 'DATABASE_URL',
          }),
        );
      else logger.info({ ...addresses, pid: process.pid }, `Dunlin is running at ${api}. ${stop}`);
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
