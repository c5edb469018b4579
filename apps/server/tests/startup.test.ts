import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createTestDatabase, testSecret } from '@dunlin/testing';
import { afterAll, describe, expect, inject, test } from 'vitest';

const main = join(import.meta.dirname, '../src/main.ts');
const database = await createTestDatabase(inject('postgresUrl'));
afterAll(() => database[Symbol.asyncDispose]());

describe.concurrent('the process', () => {
  test('serves, and ends well when told to stop', async () => {
    const server = start({});
    const output: string[] = [];
    for await (const chunk of server.stdout ?? []) {
      output.push(String(chunk));
      const running = /Dunlin is running at (http:\/\/localhost:\d+)/.exec(output.join(''));
      if (!running) continue;
      if (server.killed) continue;
      expect((await fetch(`${running[1]}/readyz`)).status).toBe(200);
      server.kill('SIGTERM');
    }
    expect(await once(server, 'exit')).toEqual([0, null]);
  });

  test('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    expect(await failureOf({ PORT: String(port) })).toBe(
      `\nDunlin cannot start.\nPort ${port} is taken. Stop what uses it, or choose another: PORT=${Number(port) + 1} npm start\n`,
    );
    other.close();
  });

  test('says that its database cannot be reached, without the password', async () => {
    const message = await failureOf({ DATABASE_URL: 'postgres://dunlin:hunter2@127.0.0.1:1/dunlin' });
    expect(message).toMatch(
      /^\nDunlin cannot start.\nThe database cannot be used: .*ECONNREFUSED.*DATABASE_URL/,
    );
    expect(message).not.toMatch(/hunter2|\n {4}at /);
  });

  test('says what is wrong with its environment', async () => {
    expect(await failureOf({ PORT: 'x', LOG_LEVEL: 'loud' })).toMatch(/PORT must be.*\n {2}LOG_LEVEL /);
  });
});

async function failureOf(environment: Record<string, string>): Promise<string> {
  const server = start(environment);
  const [message] = await Promise.all([text(server.stderr ?? []), once(server, 'exit')]);
  expect(server.exitCode).toBe(1);
  return message;
}

function start(environment: Record<string, string>): ChildProcess {
  const defaults = {
    PORT: '0',
    DATABASE_URL: database.url,
    AUTH_SECRET: testSecret,
    DATA_DIR: join(tmpdir(), 'dunlin-unused'),
  };
  return spawn(process.execPath, [main], {
    env: { ...process.env, ...defaults, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
