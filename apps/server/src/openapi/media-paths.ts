import { type ErrorCode, type OperationClass, type RateLimits, uploadErrors } from '@dunlin/api';
import type { OperationObject, ParameterObject, PathItemObject, ResponseObject } from 'openapi3-ts/oas31';
import { tusPath } from '../media/tus-uploads.ts';
import { errorResponses } from './error-responses.ts';
import { rateLimitHeaders, toRateLimit } from './rate-limits.ts';

const id: ParameterObject = {
  name: 'id',
  in: 'path',
  required: true,
  schema: { $ref: '#/components/schemas/Id' },
};
const protocolVersion: ParameterObject = {
  name: 'Tus-Resumable',
  in: 'header',
  required: true,
  schema: { type: 'string', const: '1.0.0' },
};
const idempotencyKey = { $ref: '#/components/parameters/IdempotencyKey' };
const bytes = { schema: { type: 'string', format: 'binary' } } as const;
const count = (description: string) => ({ description, schema: { type: 'integer', minimum: 0 } }) as const;

/** The routes of media that carry bytes, which procedures cannot. */
export function createMediaPaths(rateLimits: RateLimits): Record<string, PathItemObject> {
  const describe = (operation: Plain, limit: OperationClass): OperationObject => {
    const { errors = [], isWrite = false, responses, ...described } = operation;
    return {
      tags: ['Media'],
      security: [{ accessToken: [] }],
      ...described,
      'x-rateLimit': toRateLimit(limit, rateLimits),
      responses: {
        ...withRateLimits(responses),
        ...errorResponses({ type: isWrite ? 'mutation' : 'query', isProtected: true, errors }),
      },
    };
  };
  return {
    '/api/media/upload': { post: describe(upload, 'upload') },
    '/api/media/{id}': { get: describe(get, 'media') },
    '/api/admin/media/{id}': { get: describe(getAsStaff, 'media') },
    [tusPath]: { post: describe(begin, 'upload') },
    [`${tusPath}/{id}`]: {
      head: describe(tellOffset, 'media'),
      patch: describe(append, 'upload'),
      delete: describe(cancel, 'media'),
    },
  };
}

function withRateLimits(responses: Plain['responses']): Plain['responses'] {
  const limited = Object.entries(responses).map(([status, response]) => [
    status,
    { ...response, headers: { ...response.headers, ...rateLimitHeaders } },
  ]);
  return Object.fromEntries(limited);
}

const upload: Plain = {
  operationId: 'media.upload',
  summary: 'Upload a picture, animation or video',
  description:
    'What it is, its bytes decide. It is processed after the answer; a tweet may take its id at once. For large files, or lines that ' +
    `break, there is resumable upload at \`${tusPath}\`.`,
  isWrite: true,
  errors: uploadErrors,
  parameters: [idempotencyKey],
  requestBody: {
    required: true,
    content: {
      'multipart/form-data': {
        schema: {
          type: 'object',
          required: ['file'],
          properties: {
            file: { type: 'string', format: 'binary' },
            altText: {
              type: 'string',
              maxLength: 1000,
              description: 'What there is to see, for those who cannot see it.',
            },
          },
        },
      },
    },
  },
  responses: {
    201: {
      description: 'Received.',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Media' } } },
    },
  },
};

const variant: ParameterObject = {
  name: 'variant',
  in: 'query',
  description: 'Such as `small.webp`; the best unless given.',
  schema: { type: 'string' },
};
const range: ParameterObject = {
  name: 'Range',
  in: 'header',
  schema: { type: 'string', examples: ['bytes=0-1023'] },
};
const bytesResponses = {
  200: { description: 'The bytes.', content: { 'image/*': bytes, 'video/mp4': bytes } },
  206: { description: 'The range that was asked for.', content: { 'image/*': bytes, 'video/mp4': bytes } },
  304: { description: 'They are those of `If-None-Match`.' },
};

const get: Plain = {
  operationId: 'media.get',
  summary: 'Get the bytes of media',
  description:
    'With the `token` of its URLs no access token is needed: they can stand in a page. Without, the owner may read it, and whoever ' +
    'sees the tweet that shows it. A URL is ended (404) when the account goes private, blocks someone or, being private, loses a follower: ' +
    'those who see the tweet find a new one in it. Bytes never change; ranges, `If-Range` and `If-None-Match` are understood.',
  security: [{ accessToken: [] }, {}],
  errors: ['MEDIA_NOT_FOUND', 'MEDIA_NOT_READY', 'RANGE_NOT_SATISFIABLE'],
  parameters: [
    id,
    variant,
    {
      name: 'token',
      in: 'query',
      description: 'As it stands in the URLs of the media.',
      schema: { type: 'string' },
    },
    range,
  ],
  responses: bytesResponses,
};

const getAsStaff: Plain = {
  operationId: 'admin.media.get',
  tags: ['Administration'],
  summary: 'Get the bytes of any media that a tweet has shown, deleted or not',
  description:
    'For moderators; those of moderators and admins for admins. What was deleted from a tweet is kept for a time, and while a report of the tweet is open.',
  errors: ['FORBIDDEN', 'MEDIA_NOT_FOUND', 'MEDIA_NOT_READY', 'RANGE_NOT_SATISFIABLE'],
  parameters: [id, variant, range],
  responses: bytesResponses,
};

const begin: Plain = {
  operationId: 'media.resumable.create',
  summary: 'Begin a resumable upload',
  description:
    'As the tus protocol 1.0.0 has it (https://tus.io), with any tus client. The last part of `Location` is the id of the media. ' +
    'Unfinished uploads are kept for a day, those of which nothing has come for an hour.',
  isWrite: true,
  errors: ['MEDIA_TOO_LARGE', 'MEDIA_QUOTA_EXCEEDED', 'UPLOAD_PROTOCOL_UNSUPPORTED'],
  parameters: [
    protocolVersion,
    idempotencyKey,
    { name: 'Upload-Length', in: 'header', required: true, ...count('The size of the file in bytes.') },
    {
      name: 'Upload-Metadata',
      in: 'header',
      description: 'Pairs of a name and a value in base64; `altText` is read.',
      schema: { type: 'string' },
    },
  ],
  responses: {
    201: {
      description: 'Begun.',
      headers: { Location: { schema: { type: 'string' } } },
    },
  },
};

const tellOffset: Plain = {
  operationId: 'media.resumable.offset',
  summary: 'Ask where a resumable upload goes on',
  errors: ['MEDIA_NOT_FOUND', 'UPLOAD_PROTOCOL_UNSUPPORTED'],
  parameters: [id, protocolVersion],
  responses: {
    200: {
      description: 'The bytes that have arrived; all of them when it has ended.',
      headers: {
        'Upload-Offset': count('Bytes that have arrived.'),
        'Upload-Length': count('Bytes in all.'),
      },
    },
  },
};

const append: Plain = {
  operationId: 'media.resumable.append',
  summary: 'Send the next bytes of a resumable upload',
  isWrite: true,
  errors: [
    ...(['MEDIA_NOT_FOUND', 'UPLOAD_OFFSET_MISMATCH', 'UPLOAD_PROTOCOL_UNSUPPORTED'] as const),
    ...(['MEDIA_TYPE_UNSUPPORTED', 'MEDIA_TOO_LARGE'] as const),
  ],
  parameters: [
    id,
    protocolVersion,
    { name: 'Upload-Offset', in: 'header', required: true, ...count('Where these bytes go.') },
  ],
  requestBody: { required: true, content: { 'application/offset+octet-stream': bytes } },
  responses: {
    204: {
      description: 'They have arrived.',
      headers: { 'Upload-Offset': count('Bytes that have arrived.') },
    },
  },
};

const cancel: Plain = {
  operationId: 'media.resumable.cancel',
  summary: 'Give a resumable upload up',
  isWrite: true,
  errors: ['MEDIA_NOT_FOUND', 'UPLOAD_PROTOCOL_UNSUPPORTED'],
  parameters: [id, protocolVersion],
  responses: { 204: { description: 'Given up.' } },
};

type Plain = Omit<OperationObject, 'responses'> & {
  errors?: ErrorCode[];
  isWrite?: boolean;
  responses: Record<number, ResponseObject>;
};
