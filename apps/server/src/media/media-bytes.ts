import { type Api, AppError, getReadableMedia, ReadMediaInput } from '@dunlin/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toRequestInfo } from '../http/request-info.ts';
import { type ByteRange, parseByteRange } from './byte-range.ts';

const yearSeconds = 365 * 24 * 3600;

/** The bytes of media, for `<img>` and `<video>` of any page: they never change, and nothing in them can run. */
export function mountMediaBytes(app: FastifyInstance, { api }: { api: Api }): void {
  app.route<MediaRoute>({
    method: ['GET', 'HEAD'],
    url: '/api/media/:id',
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const info = toRequestInfo(request);
      await api.services.limits.countCall('media', info);
      const input = ReadMediaInput.parse({ ...request.query, ...request.params });
      const readable = await getReadableMedia(api.createContext(info), input);
      const { key, tag, type, size, isShared } = readable;
      const etag = `"${tag}"`;
      reply.headers({
        etag,
        'accept-ranges': 'bytes',
        'cache-control': `${isShared ? 'public' : 'private'}, max-age=${yearSeconds}, immutable`,
        ...(!isShared && { vary: 'authorization' }),
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

interface MediaRoute {
  Params: { id: string };
  Querystring: Record<string, unknown>;
}
