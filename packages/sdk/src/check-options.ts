import type { ClientOptions } from './client-options.ts';
import { DunlinError } from './dunlin-error.ts';

/** Without a user and password, which no fetch takes. */
const httpAddress = /^https?:\/\/(?:\[[\da-f:.]+\]|[^\s/?#@:[\]]+)(?::(\d{1,5}))?(?:\/[^\s?#]*)?$/i;
const maxPort = 65_535;

/** Finds at once what no call could do without. @throws DunlinError INVALID_OPTIONS or UNSUPPORTED_RUNTIME */
export function checkOptions({ baseUrl, timeoutMs, transport, ...options }: ClientOptions): void {
  const [address, port = 0] = httpAddress.exec(baseUrl) ?? [];
  if (!address || Number(port) > maxPort)
    throw invalid(
      'baseUrl',
      `the address of the server with http:// or https:// and without a password, such as "https://dunlin.example"; it is ${JSON.stringify(baseUrl.replace(/[^/]*@/, '…@'))}`,
    );
  if (timeoutMs !== undefined && !(timeoutMs > 0))
    throw invalid('timeoutMs', `a number of milliseconds above 0; it is ${timeoutMs}`);
  if (!options.fetch && !globalThis.fetch)
    throw unsupported('no fetch', 'Pass one to createClient as `fetch`.');
  if (!globalThis.AbortController)
    throw unsupported('no AbortController', 'Load a polyfill of it before the client.');
  if (transport === 'websocket' && !options.WebSocket && !globalThis.WebSocket)
    throw unsupported('no WebSocket', 'Pass one to createClient as `WebSocket`, or use the transport `sse`.');
}

export function unsupported(lack: string, remedy: string, cause?: unknown): DunlinError {
  return new DunlinError('UNSUPPORTED_RUNTIME', `This runtime has ${lack}. ${remedy}`, { cause });
}

function invalid(option: string, expected: string): DunlinError {
  return new DunlinError('INVALID_OPTIONS', `\`${option}\` of createClient must be ${expected}.`);
}
