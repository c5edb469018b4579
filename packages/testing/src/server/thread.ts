import { parentPort, workerData } from 'node:worker_threads';
import type { AnswerMessage, CallMessage, ServerCalls, ServerOptions } from '../protocol.ts';
import { startPostgres } from './start-postgres.ts';
import type { TestServerThread } from './start-server.ts';

/** The thread that the server runs in: answers the calls of the thread that tests run in. */
async function main(): Promise<void> {
  if (!parentPort) throw new Error('This is started by startTestServer.');
  const port = parentPort;
  const answer = (message: AnswerMessage) => port.postMessage(message);
  const reply = (id: number, work: Promise<unknown>) =>
    work.then(
      (value) => answer({ id, value }),
      (error: unknown) => answer({ id, failure: toFailure(error) }),
    );
  await using stack = new AsyncDisposableStack();
  // `as`: startTestServer gives nothing else.
  const starting = start(stack, workerData as ServerOptions);
  await reply(
    0,
    starting.then(({ url }) => url),
  );
  const server = await starting;
  const owned = stack.move();
  const calls: ServerCalls = { ...server.calls, stop: () => owned.disposeAsync() };
  port.on('message', ({ id, name, args }: CallMessage) => {
    // `as`: each name comes with its own arguments.
    const call = calls[name] as (...given: unknown[]) => Promise<unknown>;
    void reply(id, call(...args));
  });
}

/** The product is loaded while PostgreSQL prepares itself. */
async function start(stack: AsyncDisposableStack, options: ServerOptions): Promise<TestServerThread> {
  const loading = import('./start-server.ts');
  const postgres = stack.use(await startPostgres());
  const { startServer } = await loading;
  return stack.use(await startServer(postgres, options));
}

function toFailure(error: unknown): Extract<AnswerMessage, { failure: unknown }>['failure'] {
  if (!(error instanceof Error)) return { message: String(error), code: undefined, stack: undefined };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { message: error.message, code, stack: error.stack };
}

await main();
