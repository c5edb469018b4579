import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  type Api,
  AppError,
  abandonUpload,
  beginUpload,
  completeUpload,
  type ErrorCode,
  findUpload,
  UploadFields,
} from '@dunlin/api';
import { FileStore } from '@tus/file-store';
import { Server, type ServerOptions } from '@tus/server';

export const tusPath = '/api/uploads';

/** Each answers the request itself, or throws what it is to be answered with. */
export interface TusUploads {
  create(exchange: TusExchange): Promise<void>;
  tellOffset(exchange: TusExchange): Promise<void>;
  append(exchange: TusExchange): Promise<void>;
  abandon(exchange: TusExchange): Promise<void>;
  /** Removes the bytes of uploads that ended too long ago, or never. */
  cleanUp(): Promise<void>;
}

export interface TusExchange {
  request: IncomingMessage;
  response: ServerResponse;
  ownerId: string;
  /** Of the upload; without meaning for `create`. */
  id: string;
}

/**
 * tus with our media for uploads, our owners and our errors. Parts stand on the disk of this process: behind a load balancer an
 * upload must come back to the node that it began on.
 */
export function createTusUploads({ services }: Api): TusUploads {
  const store = new FileStore({
    directory: join(services.workFolder, 'tus'),
    expirationPeriodInMilliseconds: services.settings.mediaUnusedTtlHours * 3_600_000,
  });
  const complete = createCompletion({ services, store });
  const exchanges = new WeakMap<object, Exchange>();
  const tus = createTusServer({ services, store, complete, exchanges });
  const hand = async ({ request, response, ownerId }: TusExchange) => {
    const exchange: Exchange = { ownerId };
    exchanges.set(request, exchange);
    await tus.handle(request, response);
    // tus looks at the file once more after it is complete.
    if (exchange.completedId) await store.remove(exchange.completedId);
  };
  const getOwn = async (upload: { id: string; ownerId: string }) => {
    const found = /^\d{1,19}$/.test(upload.id) ? await findUpload(services.db, upload) : undefined;
    if (!found) throw new AppError('MEDIA_NOT_FOUND');
    return found;
  };
  /** An upload whose last byte came just before a crash has nobody else to complete it. */
  const completeIfWhole = async ({ id, ownerId }: TusExchange) => {
    const { offset, size } = await store.getUpload(id).catch((error) => {
      throw toAppError(error);
    });
    if (offset !== size) return false;
    await complete({ id, ownerId });
    await store.remove(id);
    return true;
  };

  return {
    create: hand,
    async append(exchange) {
      await getOwn(exchange);
      await hand(exchange);
    },
    async tellOffset(exchange) {
      const upload = await getOwn(exchange);
      const isComplete = upload.status !== 'receiving' || (await completeIfWhole(exchange));
      if (isComplete) answerComplete(exchange.response, Number(upload.receivedBytes));
      else await hand(exchange);
    },
    async abandon(exchange) {
      await getOwn(exchange);
      await hand(exchange);
      await abandonUpload(services, exchange);
    },
    async cleanUp() {
      await tus.cleanUpExpiredUploads();
    },
  };
}

function createTusServer({ services, store, complete, exchanges }: TusServerOptions): Server {
  const { videoMaxBytes } = services.settings;
  const exchangeOf = ({ runtime }: TusRequest) => {
    const exchange = runtime?.node && exchanges.get(runtime.node.req);
    if (!exchange) throw new Error('tus was asked past its routes');
    return exchange;
  };
  return new Server({
    path: tusPath,
    datastore: store,
    relativeLocation: true,
    // Who may call is decided before (allowed-origins.ts).
    allowedOrigins: [],
    async namingFunction(request, metadata) {
      UploadFields.parse(toFields(metadata));
      const bytes = Number(request.headers.get('upload-length') ?? Number.NaN);
      if (!Number.isSafeInteger(bytes)) throw lengthRequired();
      if (bytes > videoMaxBytes) throw new AppError('MEDIA_TOO_LARGE');
      const { id } = await beginUpload(services, { ownerId: exchangeOf(request).ownerId, bytes });
      return id;
    },
    async onUploadFinish(request, { id }) {
      const exchange = exchangeOf(request);
      await complete({ id, ownerId: exchange.ownerId });
      exchange.completedId = id;
      return {};
    },
    onResponseError: (_request, error) => {
      throw toAppError(error);
    },
  });
}

/** Two requests may find an upload whole: they complete it together. What is refused is removed. */
function createCompletion({ services, store }: Pick<TusServerOptions, 'services' | 'store'>) {
  const running = new Map<string, Promise<void>>();
  const run = async ({ id, ownerId }: { id: string; ownerId: string }) => {
    const { storage, metadata } = await store.getUpload(id);
    try {
      const { altText = null } = UploadFields.parse(toFields(metadata));
      await completeUpload(services, { id, file: storage?.path ?? '', altText });
    } catch (error) {
      if (error instanceof AppError) {
        await abandonUpload(services, { id, ownerId });
        await store.remove(id);
      }
      throw error;
    }
  };
  return (upload: { id: string; ownerId: string }): Promise<void> => {
    const completion = running.get(upload.id) ?? run(upload).finally(() => running.delete(upload.id));
    running.set(upload.id, completion);
    return completion;
  };
}

/** What tus clients send beside, such as `filename`, is theirs. */
function toFields(metadata: Record<string, string | null> | undefined) {
  return metadata?.altText ? { altText: metadata.altText } : {};
}

function answerComplete(response: ServerResponse, bytes: number): void {
  response.writeHead(200, {
    'tus-resumable': '1.0.0',
    'upload-offset': bytes,
    'upload-length': bytes,
    'cache-control': 'no-store',
  });
  response.end();
}

function lengthRequired(): AppError {
  return new AppError('VALIDATION_FAILED', {
    issues: [{ path: 'Upload-Length', message: 'Say how many bytes will come.' }],
  });
}

/** tus throws statuses with a text; what our own functions threw is passed on. */
function toAppError(error: object): unknown {
  const status = 'status_code' in error ? Number(error.status_code) : 500;
  const code = codes[status] ?? (status < 500 ? 'MALFORMED_REQUEST' : undefined);
  if (code) return new AppError(code, { cause: error });
  return error instanceof Error ? error : new Error('tus failed', { cause: error });
}

const codes: Partial<Record<number, ErrorCode>> = {
  404: 'MEDIA_NOT_FOUND',
  409: 'UPLOAD_OFFSET_MISMATCH',
  410: 'MEDIA_NOT_FOUND',
  413: 'MEDIA_TOO_LARGE',
};

interface Exchange {
  ownerId: string;
  /** The upload that this request completed. */
  completedId?: string;
}

interface TusServerOptions {
  services: Api['services'];
  store: FileStore;
  complete: (upload: { id: string; ownerId: string }) => Promise<void>;
  exchanges: WeakMap<object, Exchange>;
}

type TusRequest = Parameters<NonNullable<ServerOptions['onUploadFinish']>>[0];
