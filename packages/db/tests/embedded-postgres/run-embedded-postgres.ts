import process from 'node:process';
import { EmbeddedPostgresError, startEmbeddedPostgres } from '../../src/embedded-postgres.ts';

// A server to be killed: prints its steps, then the URL or its error, then `interrupted` for each Ctrl-C, and stays.
const [dataDir = '', kind] = process.argv.slice(2);
const print = (line: string) => process.stdout.write(`${line}\n`);

process.on('SIGINT', () => print('interrupted'));
setInterval(() => {}, 60_000);
try {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: kind === 'durable', onProgress: print });
  print(postgres.url);
} catch (error) {
  if (!(error instanceof EmbeddedPostgresError)) throw error;
  print(`${error.code} ${error.message}`);
}
