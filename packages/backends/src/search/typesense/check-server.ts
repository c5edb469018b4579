import { TypesenseError } from './error.ts';
import type { Send } from './nodes.ts';

const timeoutMs = 5_000;

/** @throws TypesenseError when it cannot be reached, refuses the key or is too old. */
export async function checkServer(send: Send): Promise<void> {
  const text = await send({ method: 'GET', path: '/debug', timeoutMs });
  const { version } = JSON.parse(text) as { version: string }; // `as`: what the server is documented to answer.
  // Older ones know neither brackets nor "or" in a filter. What calls itself "nightly" is newer; so are 26 and up.
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major === 0 && minor < 24)
    throw new TypesenseError('incompatible', `Typesense ${version} is too old: 0.24 is needed, or newer`);
}
