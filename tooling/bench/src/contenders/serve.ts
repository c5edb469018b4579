import { once } from 'node:events';
import type { Server } from 'node:http';

/** The process of a contender: takes its settings from its parent, listens, says on which port, and ends with its parent. */
export async function serve<Settings>(createServer: (settings: Settings) => Promise<Server>): Promise<void> {
  process.once('disconnect', () => process.exit());
  // `as`: startContender sends what the file it starts takes.
  const [settings] = (await once(process, 'message')) as [Settings];
  const server = (await createServer(settings)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.(server.address());
}
