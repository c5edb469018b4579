import type { Web } from '@dunlin/web';
import { startApp } from './app.ts';
import { createLogger, type Logger } from './observability/logger.ts';
import { createObservability } from './observability/observability.ts';
import { boundGarbage } from './startup/bound-garbage.ts';
import { type Config, loadConfig } from './startup/config.ts';
import { releaseMemoryAtRest } from './startup/release-memory.ts';
import { explainStartupError } from './startup/startup-error.ts';
import { createStartupPrinter } from './startup/startup-printer.ts';
import { waitForStop } from './startup/stop-signal.ts';

boundGarbage();
let hasStarted = false;
process.exit(await main().catch(explain));

async function main(): Promise<number> {
  const config = loadConfig();
  const logger = createLogger(config.logLevel);
  await using observability = await createObservability(config, { logger });
  const stop = waitForStop(logger, observability.reports);
  const printer = createStartupPrinter(process, logger);
  const web = config.web ? await openWeb(config, logger) : undefined;
  await using app = await startApp(config, { logger, observability, web, onProgress: printer.step });
  using _memory = releaseMemoryAtRest();
  hasStarted = true;
  printer.ready(app, config);
  return await stop;
}

/** Imported only where there are pages. */
async function openWeb({ publicUrl, brand }: Config, logger: Logger): Promise<Web> {
  const { createWeb } = await import('@dunlin/web');
  return createWeb({ publicUrl, brand, onError: (err) => logger.error({ err }, 'There are no pages at /') });
}

function explain(error: unknown): number {
  const message = explainStartupError(error) ?? (error instanceof Error ? error.stack : String(error));
  process.stderr.write(
    `\n${hasStarted ? 'Dunlin did not stop cleanly.' : 'Dunlin cannot start.'}\n${message}\n`,
  );
  return 1;
}
