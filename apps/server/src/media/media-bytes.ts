import {
  type Api,
  AppError,
  type Context,
  getReadableMedia,
  getStaffMedia,
  type ReadableMedia,
  ReadMediaInput,
} from '@dunlin/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toRequestInfo } from '../http/request-info.ts';
import { type ByteRange, parseByteRange } from './byte-range.ts';

/** The bytes of media, for `<img>` and `<video>` of any page, and for moderators: they never change, and nothing in them can run. */
export function mountMediaBytes(app: FastifyInstance, { api }: { api: Api }): void {
  mountBytes(app, { api, url: '/api/media/:id', read: getReadableMedia });
  mountBytes(app, { api, url: '/api/admin/media/:id', read: getStaffMedia });
}

/**
 * The bytes never change, but who may read them does: a cache that many share asks each time, which is answered 304 while the
 * address lasts. A reader's own cache has what that reader has seen.
 */
const cacheControl = {
  shared: 'public, max-age=300, s-maxage=0',
  own: 'private, max-age=300',
  none: 'private, no-store',
};

function mountBytes(app: FastifyInstance, { api, url, read }: BytesRoute): void {
  app.route<MediaRoute>({
    method: ['GET', 'HEAD'],
    url,
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const info = toRequestInfo(request);
      await api.services.limits.countCall('media', info);
      const input = ReadMediaInput.parse({ ...request.query, ...request.params });
      const { key, tag, type, size, caching } = await read(api.createContext(info), input);
      const etag = `"${tag}"`;
      reply.headers({
        etag,
        'accept-ranges': 'bytes',
        'cache-control': cacheControl[caching],
        ...(caching !== 'shared' && { vary: 'authorization' }),
      });
      if (names(request.headers['if-none-match'], etag)) return reply.code(304).send();
      const range = chooseRange(request, reply, { size, etag });
      reply.headers({
        'content-type': type,
        'content-length': range ? range.end - range.start + 1 : size,
        'content-disposition': `inline; filename="${tag}"`,
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'cross-origin',
        ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${size}` }),
      });
      reply.code(range ? 206 : 200);
      if (request.method === 'HEAD') return reply.send();
      const blob = await api.services.storage.get(key, { range });
      if (!blob) throw new AppError('MEDIA_NOT_FOUND');
      return reply.send(blob.stream);
    },
  });
}

/** The part that is asked for, if any. @throws AppError RANGE_NOT_SATISFIABLE */
function chooseRange(
  { headers, method }: FastifyRequest,
  reply: FastifyReply,
  { size, etag }: { size: number; etag: string },
): ByteRange | undefined {
  const { range, 'if-range': condition } = headers;
  if (range === undefined || method !== 'GET' || (condition !== undefined && condition !== etag))
    return undefined;
  const asked = parseByteRange(range, size);
  if (asked !== 'unsatisfiable') return asked;
  reply.header('content-range', `bytes */${size}`);
  throw new AppError('RANGE_NOT_SATISFIABLE');
}

/** Whether a list of entity tags has this one; a weak one names the same bytes here. */
function names(list: string | undefined, etag: string): boolean {
  return list?.split(',').some((item) => ['*', etag, `W/${etag}`].includes(item.trim())) ?? false;
}

interface BytesRoute {
  api: Api;
  url: string;
  read: (ctx: Context, input: ReadMediaInput) => Promise<ReadableMedia>;
}

interface MediaRoute {
  Params: { id: string };
  Querystring: Record<string, unknown>;
}
