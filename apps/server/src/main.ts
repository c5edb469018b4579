import { startApp } from './app.ts';
import { loadConfig } from './config.ts';
import { createLogger } from './logger.ts';
import { createObservability } from './observability.ts';
import { explainStartupError } from './startup-error.ts';
import { createStartupPrinter } from './startup-printer.ts';
import { waitForStop } from './stop-signal.ts';

let hasStarted = false;
process.exit(await main().catch(explain));

async function main(): Promise<number> {
  const config = loadConfig();
  const logger = createLogger(config.logLevel);
  await using observability = await createObservability(config, { logger });
  const stop = waitForStop(logger, observability.reports);
  const printer = createStartupPrinter(process, logger);
  await using app = await startApp(config, { logger, observability, onProgress: printer.step });
  hasStarted = true;
  printer.ready(app, config);
  return await stop;
}

function explain(error: unknown): number {
  const message = explainStartupError(error) ?? (error instanceof Error ? error.stack : String(error));
  process.stderr.write(
    `\n${hasStarted ? 'Dunlin did not stop cleanly.' : 'Dunlin cannot start.'}\n${message}\n`,
  );
  return 1;
}
