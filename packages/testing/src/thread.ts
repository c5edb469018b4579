import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { AnswerMessage, CallMessage, ServerCalls, ServerOptions } from './protocol.ts';
import { TestServerError } from './test-server-error.ts';

/** The thread that a server runs in, whose calls are functions here. It keeps the process alive only while one is under way. */
export interface ServerThread {
  url: string;
  call<Name extends keyof ServerCalls>(
    name: Name,
    ...args: Parameters<ServerCalls[Name]>
  ): ReturnType<ServerCalls[Name]>;
  end(): Promise<void>;
}

const program = join(fileURLToPath(new URL('.', import.meta.url)), 'server/thread.js');

/** @throws TestServerError when the server cannot start */
export async function startThread(options: ServerOptions): Promise<ServerThread> {
  if (Number.parseInt(process.versions.node, 10) < 24)
    throw new TestServerError({
      ...{ message: `The test server needs Node 24; this is ${process.version}.`, code: 'NODE_TOO_OLD' },
      stack: undefined,
    });
  // Not what the runner gives its own threads, such as loaders and coverage: Node alone loads the server. The little that it
  // writes nobody reads: reading would keep the process alive.
  const worker = new Worker(program, { workerData: options, execArgv: [], stdout: true, stderr: true });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let ended: TestServerError | undefined;
  let lastId = 0;

  const expect = (id: number): Promise<unknown> => {
    if (ended) return Promise.reject(ended);
    const answer = Promise.withResolvers<unknown>();
    waiting.set(id, answer);
    worker.ref();
    return answer.promise;
  };
  const endWith = (error: TestServerError) => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('message', (message: AnswerMessage) => {
    const answer = waiting.get(message.id);
    waiting.delete(message.id);
    if (waiting.size === 0) worker.unref();
    if ('failure' in message) answer?.reject(new TestServerError(message.failure));
    else answer?.resolve(message.value);
  });
  worker.on('error', (error: Error) =>
    endWith(new TestServerError({ message: error.message, code: undefined, stack: error.stack })),
  );
  worker.on('exit', () =>
    endWith(
      new TestServerError({ message: 'The test server has stopped.', code: 'STOPPED', stack: undefined }),
    ),
  );

  const call = (name: keyof ServerCalls, ...args: unknown[]) => {
    lastId += 1;
    const answer = expect(lastId);
    if (!ended) worker.postMessage({ id: lastId, name, args } satisfies CallMessage);
    return answer;
  };
  const end = async () => {
    await worker.terminate();
  };
  try {
    // `as`: the first answer is the address.
    const url = (await expect(0)) as string;
    // `as`: the thread answers each name as ServerCalls says.
    return { url, call: call as ServerThread['call'], end };
  } catch (error) {
    await end();
    throw error;
  }
}
