import { createTestApp, type TestApp } from '@dunlin/harness';
import { afterAll } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

/** The API and a server of it, for as long as the tests of a file take. */
export async function useTestServer(): Promise<{ app: TestApp; server: TestServer }> {
  const app = await createTestApp();
  const server = await startTestServer(app);
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
  });
  return { app, server };
}
