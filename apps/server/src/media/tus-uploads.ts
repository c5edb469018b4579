import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type Api,
  AppError,
  abandonUpload,
  beginResumableUpload,
  completeUpload,
  type ErrorCode,
  findUpload,
  type RequestInfo,
  UploadFields,
  updateReceivedBytes,
} from '@dunlin/api';
import { ERRORS, Server } from '@tus/server';
import { TusParts } from './tus-parts.ts';
import { createUploadLocks } from './upload-locks.ts';

export const tusPath = '/api/uploads';
export const tusVersion = '1.0.0';

/** Each resolves to what the request is to be answered with, always a success, or throws. */
export interface TusUploads {
  create(exchange: TusExchange): Promise<Response>;
  tellOffset(exchange: TusExchange): Promise<Response>;
  append(exchange: TusExchange): Promise<Response>;
  abandon(exchange: TusExchange): Promise<Response>;
  /** Removes the bytes of uploads that ended too long ago, or never. */
  cleanUp(): Promise<void>;
}

export interface TusExchange {
  request: IncomingMessage;
  response: ServerResponse;
  info: RequestInfo;
  ownerId: string;
  /** Of the upload; `create` sets it. */
  id: string;
}

/**
 * tus with our media for uploads, our owners and our errors. Parts stand on the disk of this process: behind a load balancer an
 * upload must come back to the node that it began on.
 */
export function createTusUploads(api: Api): TusUploads {
  const { services } = api;
  const parts = new TusParts({
    directory: join(services.workFolder, 'tus'),
    expirationPeriodInMilliseconds: services.settings.mediaUnusedTtlHours * 3_600_000,
  });
  const locks = createUploadLocks();
  const exchanges = new WeakMap<object, TusExchange>();
  const tus = createTusServer({ api, parts, locks, exchanges });
  const { getOwn, finish, giveUp } = createEnding({ api, parts, locks });

  const hand = async (exchange: TusExchange): Promise<Response> => {
    const request = toWebRequest(exchange);
    exchanges.set(request, exchange);
    const answer = await tus.handleWeb(request);
    if (answer.ok) return answer;
    // What tus finds wrong before it begins.
    throw toAppError({ status_code: answer.status, body: await answer.text() });
  };
  return {
    async create(exchange) {
      const answer = await hand(exchange);
      await finish(exchange);
      return answer;
    },
    async append(exchange) {
      api.services.assertRoom();
      await getOwn(exchange);
      const answer = hand(exchange);
      // What came before the line broke has come.
      await answer.catch(() => {});
      await finish(exchange);
      return answer;
    },
    async tellOffset(exchange) {
      const isComplete = await finish(exchange);
      return isComplete ? answerComplete(await getOwn(exchange)) : hand(exchange);
    },
    async abandon(exchange) {
      await locks.hold(exchange.id, async () => {
        const { status } = await getOwn(exchange);
        if (status !== 'receiving') throw new AppError('MEDIA_NOT_FOUND');
        await giveUp(exchange);
      });
      return new Response(null, { status: 204, headers: { 'tus-resumable': tusVersion } });
    },
    async cleanUp() {
      await tus.cleanUpExpiredUploads();
    },
  };
}

/** How uploads end; in tus they merely have all their bytes, or none. */
function createEnding({ api, parts, locks }: Omit<TusServerOptions, 'exchanges'>) {
  const { services } = api;
  const getOwn = async (upload: Upload) => {
    const found = /^\d{1,19}$/.test(upload.id) ? await findUpload(services.db, upload) : undefined;
    if (!found) throw new AppError('MEDIA_NOT_FOUND');
    return found;
  };
  const giveUp = async (upload: Upload) => {
    await abandonUpload(services, upload);
    await parts.remove(upload.id);
  };
  const isCompleted = async ({ id, ownerId, info }: TusExchange): Promise<boolean> => {
    const { offset, size, storage, metadata } = await parts.getUpload(id).catch(rethrow);
    if (offset > 0) await updateReceivedBytes(services.db, id, offset);
    if (offset !== size) return false;
    // The key of a request that sends a part does not stand for the whole.
    const ctx = api.createContext({ ...info, idempotencyKey: undefined });
    const { altText = null } = UploadFields.parse(toFields(metadata));
    try {
      await completeUpload(ctx, { id, ownerId, file: storage?.path ?? '', altText });
    } catch (error) {
      // It would be no better if it were sent again.
      if (error instanceof AppError) await giveUp({ id, ownerId });
      throw error;
    }
    return true;
  };
  /**
   * Completes an upload whose bytes are all here, which the request that sent the last of them may not have lived to do.
   * @returns whether it is complete.
   */
  const finish = (exchange: TusExchange): Promise<boolean> =>
    locks.hold(exchange.id, async () => {
      const { status } = await getOwn(exchange);
      const isComplete = status !== 'receiving' || (await isCompleted(exchange));
      if (isComplete) await parts.remove(exchange.id);
      return isComplete;
    });
  return { getOwn, giveUp, finish };
}

function createTusServer({ api, parts, locks, exchanges }: TusServerOptions): Server {
  const { videoMaxBytes } = api.services.settings;
  const exchangeOf = (request: object) => {
    const exchange = exchanges.get(request);
    if (!exchange) throw new Error('tus was asked past its routes');
    return exchange;
  };
  return new Server({
    path: tusPath,
    datastore: parts,
    locker: locks,
    relativeLocation: true,
    // Who may call is decided before (allowed-origins.ts).
    allowedOrigins: [],
    // tus itself would take the last part of the whole URL, which need not be the id that was checked.
    getFileIdFromRequest: (request) => exchangeOf(request).id,
    async namingFunction(request, metadata) {
      const fields = UploadFields.parse(toFields(metadata));
      const bytes = Number(request.headers.get('upload-length') ?? Number.NaN);
      if (!Number.isSafeInteger(bytes)) throw lengthRequired();
      if (bytes > videoMaxBytes) throw new AppError('MEDIA_TOO_LARGE');
      const exchange = exchangeOf(request);
      const ctx = api.createContext(exchange.info);
      const { id } = await beginResumableUpload(ctx, { ownerId: exchange.ownerId, bytes, ...fields });
      exchange.id = id;
      return id;
    },
    onResponseError: (_request, error) => rethrow(error),
  });
}

/** What tus reads of a request; where it goes is in its exchange. Its errors reach tus too, to end what it has begun. */
function toWebRequest({ request, response }: TusExchange): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headersDistinct))
    if (value !== undefined) headers.set(name, value.join(', '));
  const hasBody = request.method === 'POST' || request.method === 'PATCH';
  const web = new Request('http://tus', {
    ...{ method: request.method ?? '', headers, duplex: 'half' },
    // `as`: the same streams, by the DOM's name and by Node's.
    body: hasBody ? (Readable.toWeb(request) as ReadableStream) : null,
  });
  return Object.assign(web, { runtime: { name: 'node', node: { req: request, res: response } } });
}

/** What tus clients send beside, such as `filename`, is theirs. */
function toFields(metadata: Record<string, string | null> | undefined) {
  return metadata?.altText ? { altText: metadata.altText } : {};
}

function answerComplete({ receivedBytes: bytes }: { receivedBytes: string }): Response {
  return new Response(null, {
    headers: {
      'tus-resumable': tusVersion,
      'upload-offset': bytes,
      'upload-length': bytes,
      'cache-control': 'no-store',
    },
  });
}

function lengthRequired(): AppError {
  return new AppError('VALIDATION_FAILED', {
    issues: [{ path: 'Upload-Length', message: 'Say how many bytes will come.' }],
  });
}

function rethrow(error: object): never {
  throw toAppError(error);
}

/** tus throws statuses with a text; what our own functions threw is passed on. */
function toAppError(error: object): unknown {
  if (error === ERRORS.ABORTED) return new AppError('REQUEST_ABORTED');
  const status = 'status_code' in error ? Number(error.status_code) : 500;
  const code = codes[status];
  if (code) return new AppError(code, { cause: error });
  // Which includes 501, for what clients may ask of other servers.
  const isRefusal = status !== 500 && 'body' in error;
  if (isRefusal)
    return new AppError('VALIDATION_FAILED', {
      issues: [{ path: 'headers', message: String(error.body).trim() }],
    });
  return error instanceof Error ? error : new Error('tus failed', { cause: error });
}

const codes: Partial<Record<number, ErrorCode>> = {
  404: 'MEDIA_NOT_FOUND',
  409: 'UPLOAD_OFFSET_MISMATCH',
  410: 'MEDIA_NOT_FOUND',
  412: 'UPLOAD_PROTOCOL_UNSUPPORTED',
  413: 'MEDIA_TOO_LARGE',
};

interface Upload {
  id: string;
  ownerId: string;
}

interface TusServerOptions {
  api: Api;
  parts: TusParts;
  locks: ReturnType<typeof createUploadLocks>;
  exchanges: WeakMap<object, TusExchange>;
}
