import { createClient, type DunlinClient, isDunlinError } from '@dunlin/sdk';

/**
 * Runs a program as the account that the environment names, until it ends or Ctrl-C is pressed. What the server refuses is told in a line.
 */
export async function run(
  program: (client: DunlinClient, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const {
    DUNLIN_URL: baseUrl = 'http://localhost:3000',
    DUNLIN_USERNAME: username,
    DUNLIN_PASSWORD: password,
  } = process.env;
  if (!username || !password)
    return fail('Set DUNLIN_USERNAME and DUNLIN_PASSWORD, and DUNLIN_URL if need be.');

  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => stopping.abort());
  const client = createClient({ baseUrl });
  try {
    await client.auth.login({ username, password });
    await program(client, stopping.signal).catch((error: unknown) => {
      if (!isDunlinError(error, 'ABORTED')) throw error;
    });
    await client.auth.logout();
  } catch (error) {
    if (!isDunlinError(error)) throw error;
    fail(`${error.code}: ${error.message}`);
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
