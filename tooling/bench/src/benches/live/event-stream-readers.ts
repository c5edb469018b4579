import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import type { Viewer } from '../../world/open-world.ts';

const openAtOnce = 50;

/** The process that holds event streams open. */
process.once('disconnect', () => process.exit());
// `as`: the bench sends these.
const [{ url, readers }] = (await once(process, 'message')) as [{ url: string; readers: Viewer[] }];
const agent = new Agent({ maxSockets: readers.length });
for (let from = 0; from < readers.length; from += openAtOnce)
  await Promise.all(readers.slice(from, from + openAtOnce).map(open));
process.send?.('opened');

async function open({ authorization }: Viewer): Promise<void> {
  const request = get(`${url}/api/stream/home`, { agent, headers: { authorization } });
  const [response] = (await once(request, 'response')) as [IncomingMessage]; // `as`: what the event has
  if (response.statusCode !== 200) throw new Error(`no stream: ${response.statusCode}`);
  await once(response, 'data');
  response.resume().once('end', () => {
    throw new Error('a stream was ended');
  });
}
