import type { AppRouter } from '@dunlin/api';
import { getUntypedClient, type TRPCClient } from '@trpc/client';
import type { CallContext } from './call-link.ts';
import type { DunlinClient, UploadMedia, WriteOptions } from './client.ts';
import { toDunlinError } from './error-answer.ts';
import type { Stream } from './live/stream.ts';
import { operationType } from './operation-type.ts';
import { type Page, readItems, readPages } from './pages.ts';
import type { Session } from './session.ts';

/** The functions of a client, made when they are named: `client.tweets.create` calls the operation `tweets.create`. */
export function createOperations({
  trpc,
  stream,
  session,
  uploadMedia,
}: {
  trpc: TRPCClient<AppRouter>;
  stream: Stream;
  session: Session;
  uploadMedia: UploadMedia;
}): DunlinClient {
  const untyped = getUntypedClient(trpc);

  const call = async (path: string, input: object, { signal, ...context }: WriteOptions & CallContext) => {
    const options = { context, ...(signal && { signal }) };
    try {
      return await untyped[operationType(path) === 'mutation' ? 'mutation' : 'query'](path, input, options);
    } catch (error) {
      throw toDunlinError(error, signal);
    }
  };

  const run = (names: readonly string[], input: object = {}, options: WriteOptions = {}) => {
    const path = names.join('.');
    // `as`: its first argument is a file.
    if (path === 'media.upload') return uploadMedia(input as Blob, options);
    if (operationType(path) === 'subscription') return stream(path, input, options.signal);
    const way = names.at(-1);
    if (way !== 'pages' && way !== 'items') return call(path, input, options);
    const listPath = names.slice(0, -1).join('.');
    // All pages are read for whoever began.
    const own = { ...options, owner: session.owner() };
    own.owner.catch(() => {});
    // `as`: only lists have pages and items in the client's type.
    const read = async (part: object) => (await call(listPath, part, own)) as Page<unknown>;
    const pages = readPages(read, input);
    return way === 'pages' ? pages : readItems(pages);
  };

  const operations = createProxy([], run);
  // `as`: what the proxy makes of names is what the type says of them.
  return new Proxy(
    {},
    { get: (_, name) => (name === 'trpc' ? trpc : Reflect.get(operations, name)) },
  ) as DunlinClient;
}

function createProxy(names: readonly string[], run: Run): object {
  const children = new Map<string, object>();
  return new Proxy(() => {}, {
    apply: (_target, _this, [input, options]) => run(names, input, options),
    get(_target, name) {
      // Whoever awaits an object looks for `then`.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      const child = children.get(name) ?? createProxy([...names, name], run);
      children.set(name, child);
      return child;
    },
  });
}

type Run = (names: readonly string[], input?: object, options?: WriteOptions) => unknown;
