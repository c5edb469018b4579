import { describe, expect, test } from 'vitest';
import { createLogger } from '../src/observability/logger.ts';
import { startTestServer } from './test-server.ts';

describe('a proxy that is not trusted', () => {
  test.each([
    ['by no setting', 'false', { 'x-forwarded-for': '192.0.2.1' }],
    ['and says so in another way', 'false', { forwarded: 'for=192.0.2.1' }],
    ['and says so in a third way', 'false', { 'x-real-ip': '192.0.2.1' }],
    ['beside others that are', '10.0.0.0/8', { 'x-forwarded-for': '192.0.2.1' }],
  ])('%s is told of once, with what to set', async (_name, TRUST_PROXY, headers) => {
    await using server = await startLoggingServer(TRUST_PROXY);
    await server.request('GET', '/auth/me');
    expect(server.warnings()).toEqual([]);
    for (let count = 0; count < 3; count++) await server.request('GET', '/auth/me', { headers });
    expect(server.warnings()).toMatchObject([
      { proxy: '127.0.0.1', msg: expect.stringContaining('set TRUST_PROXY=127.0.0.1') },
    ]);
  });
});

test.each(['1', '2', 'true', '127.0.0.0/8,10.0.0.7'])(
  'a proxy that is trusted by TRUST_PROXY=%s is not told of',
  async (TRUST_PROXY) => {
    await using server = await startLoggingServer(TRUST_PROXY);
    await server.request('GET', '/auth/me', { headers: { 'x-forwarded-for': '192.0.2.1, 192.0.2.2' } });
    expect(server.warnings()).toEqual([]);
  },
);

async function startLoggingServer(TRUST_PROXY: string) {
  const log: Record<string, unknown>[] = [];
  const logger = createLogger('info', { write: (line) => log.push(JSON.parse(line)) });
  const server = await startTestServer({ logger, environment: { TRUST_PROXY } });
  return { ...server, warnings: () => log.filter(({ msg }) => String(msg).includes('TRUST_PROXY')) };
}
