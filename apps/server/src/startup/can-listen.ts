import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Config } from './config.ts';
import { StartupError } from './startup-error.ts';

type Address = Pick<Config, 'port' | 'host'>;

/** Before anything that takes time. @throws StartupError when the server will not be able to listen where it is to. */
export async function assertCanListen({ port, host }: Address): Promise<void> {
  const probe = createServer();
  probe.listen({ port, host });
  await once(probe, 'listening').catch((error: unknown) => explainListening(error, { port, host }));
  probe.close();
  await once(probe, 'close');
}

/** @throws StartupError that says what to do, or the error itself where that is not known */
export function explainListening(error: unknown, { port, host }: Address): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = {
    EADDRINUSE: `Port ${port} is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`,
    EACCES: `Port ${port} may not be used by this user. Choose one above 1023: PORT=3000 npm start`,
    EADDRNOTAVAIL: `HOST ${host} is not an address of this machine.`,
    ENOTFOUND: `HOST ${host} is not known.`,
  }[code];
  if (reason === undefined) throw error;
  throw new StartupError(reason, { cause: error });
}
