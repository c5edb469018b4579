import type { ClientOptions } from './client-options.ts';
import { DunlinError } from './dunlin-error.ts';

const httpAddress = /^https?:\/\/[^\s/?#]+[^\s?#]*$/i;

/** Finds at once what no call could do without. @throws DunlinError INVALID_OPTIONS or UNSUPPORTED_RUNTIME */
export function checkOptions({ baseUrl, timeoutMs, transport, ...options }: ClientOptions): void {
  if (!httpAddress.test(baseUrl))
    throw invalid(
      'baseUrl',
      `the address of the server with http:// or https://, such as "https://dunlin.example"; it is ${JSON.stringify(baseUrl)}`,
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
