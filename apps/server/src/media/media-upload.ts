import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type Api,
  AppError,
  abandonUpload,
  beginUpload,
  completeUpload,
  maxBytesOf,
  type Settings,
  sniffedBytes,
  sniffMediaType,
  UploadFields,
} from '@dunlin/api';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { acceptLongBody } from '../http/body-deadline.ts';
import { toRequestInfo } from '../http/request-info.ts';

/** The fields may stand before or after the file. */
const limits = { files: 1, fields: 4, parts: 5, fieldSize: 16 * 1024, fileSize: Number.POSITIVE_INFINITY };

/** One file as multipart/form-data, written to disk as it comes. */
export function mountMediaUpload(app: FastifyInstance, { api }: { api: Api }): void {
  const { services } = api;
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.register(multipart, { limits });
    // Whatever else is sent is not read, but refused for not being a form.
    scope.addContentTypeParser('*', (_request, _body, done) => done(null));

    scope.post('/api/media/upload', acceptLongBody, async (request, reply) => {
      const info = toRequestInfo(request);
      await services.limits.countCall('upload', info);
      const { id: ownerId } = await services.authenticator.authenticate(info.authorization);
      if (!request.isMultipart()) throw fileMissing();
      const bytes = mostBytesOf(request, services.settings);
      const { id } = await beginUpload(services, { ownerId, bytes, key: info.idempotencyKey });
      const file = join(services.workFolder, `upload-${id}`);
      try {
        const { altText = null } = await receiveForm(request, { file, settings: services.settings });
        const media = await completeUpload(api.createContext(info), { id, ownerId, file, altText });
        return reply.code(201).send(media);
      } catch (error) {
        await abandonUpload(services, { id, ownerId });
        throw error;
      } finally {
        await rm(file, { force: true });
      }
    });
    done();
  });
}

/** @throws AppError VALIDATION_FAILED, MEDIA_TYPE_UNSUPPORTED, MEDIA_TOO_LARGE or MALFORMED_REQUEST */
async function receiveForm(
  request: FastifyRequest,
  { file, settings }: { file: string; settings: Settings },
): Promise<{ altText?: string | undefined }> {
  const fields: Record<string, unknown> = {};
  let hasFile = false;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') fields[part.fieldname] = toLineFeeds(part.value);
      else {
        hasFile = true;
        await pipeline(
          part.file,
          (source) => checkBytes(source, settings),
          createWriteStream(file, { mode: 0o600 }),
        );
      }
    }
  } catch (error) {
    // What is still coming is let through unread: behind it, on the same connection, comes the next request.
    request.raw.unpipe().resume();
    throw toRefusal(error, request);
  }
  if (!hasFile) throw fileMissing();
  return UploadFields.parse(fields);
}

/** Encoding a form makes CRLF of every end of a line (HTML standard, "constructing the entry list"). */
function toLineFeeds(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : value;
}

function fileMissing(): AppError {
  return new AppError('VALIDATION_FAILED', {
    issues: [{ path: 'file', message: 'Send multipart/form-data with one file.' }],
  });
}

/** What the file may turn out to have, which the owner's quota must have room for before it is read. */
function mostBytesOf({ headers }: FastifyRequest, { videoMaxBytes }: Settings): number {
  return Math.min(Number(headers['content-length'] ?? videoMaxBytes), videoMaxBytes);
}

/** Passes bytes on until they turn out to be of a type, or more, than is taken. */
async function* checkBytes(source: AsyncIterable<Buffer>, settings: Settings) {
  let head = Buffer.alloc(0);
  let total = 0;
  let maxBytes: number | undefined;
  for await (const chunk of source) {
    total += chunk.length;
    if (maxBytes === undefined) {
      head = Buffer.concat([head, chunk]);
      if (head.length >= sniffedBytes) maxBytes = maxBytesOf((await sniffMediaType(head)).kind, settings);
    }
    if (maxBytes !== undefined && total > maxBytes) throw new AppError('MEDIA_TOO_LARGE');
    yield chunk;
  }
}

/** What the parser and the plugin find wrong is the sender's fault, what the disk does is not. */
function toRefusal(cause: unknown, { raw }: FastifyRequest): unknown {
  if (cause instanceof AppError || (cause instanceof Error && 'syscall' in cause)) return cause;
  return new AppError(raw.readableAborted ? 'REQUEST_ABORTED' : 'MALFORMED_REQUEST', { cause });
}
