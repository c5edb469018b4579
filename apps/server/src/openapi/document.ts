import { defaultRateLimits, type RateLimits } from '@dunlin/api';
import type { OpenAPIObject, OperationObject, ParameterObject, PathsObject } from 'openapi3-ts/oas31';
import { generateOpenApiDocument, type OpenApiRouter } from 'trpc-to-openapi';
import { documentedRouter, listOperations, type Operation } from '../rest/operations.ts';
import { version } from '../startup/version.ts';
import { errorResponses, problemSchema, sharedResponses } from './error-responses.ts';
import { createEventSchemas, createEventStreamPaths } from './event-stream-paths.ts';
import { createMediaPaths } from './media-paths.ts';
import { describeRateLimits, headerComponents, rateLimitHeaders, toRateLimit } from './rate-limits.ts';

const description = `
A self-hostable microblogging API. The same operations are served over tRPC at \`/trpc\`.

- **Ids** are 64-bit numbers as decimal strings; they sort by time of creation. **Timestamps** are ISO 8601 in UTC.
- **Lists** answer \`{ items, nextCursor }\`; send \`nextCursor\` back as \`cursor\` for the next page, until it is null.
- **Errors** are \`application/problem+json\` (RFC 9457) with a stable \`code\`, and the \`requestId\` that also stands in the
  \`X-Request-Id\` header and in the server's log.
- **What is public** can be read without an access token, as somebody sees it who follows nobody, unless the host says otherwise;
  such operations name the token as optional.
- **Writes** can be repeated safely with an \`Idempotency-Key\`: the first answer is replayed.
`.trim();

const tags: Record<string, string> = {
  Authentication: 'Accounts, sessions and tokens.',
  Users: 'Profiles, and the lists that belong to a user.',
  Follows: 'Who follows whom.',
  Tweets: 'Tweets, replies and conversations.',
  Likes: 'Likes of tweets.',
  Retweets: 'Tweets brought to others as they are.',
  Bookmarks: 'Tweets kept for later; nobody else sees which.',
  Timelines: 'What a user follows, newest first.',
  Feed: 'What may interest a user most, best first.',
  Notifications: 'What others did that concerns a user.',
  Streams: 'Timelines, conversations and notifications as they grow, as server-sent events.',
  Search: 'Tweets, users and hashtags by what stands in them.',
  Trends: 'Hashtags that are used more than they used to be.',
  Media: 'Pictures, animations and videos that tweets show.',
  Moderation: 'Blocks, mutes and reports, for everyone.',
  Analytics: 'How often what a user wrote was seen, and what came of it.',
  Administration: 'Reports, accounts and the audit log, for moderators and admins.',
};

const idempotencyKey: ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Any string of your own, such as a UUID. A request repeated with the same key within 24 hours is answered as the first ' +
    'was, and nothing happens twice; another request with the same key is refused.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
};

/** The REST API as an OpenAPI 3.1 document; baseUrl defaults to the address that the document is read from. */
export function createOpenApiDocument({
  baseUrl = '/',
  rateLimits = defaultRateLimits,
}: {
  baseUrl?: string | undefined;
  rateLimits?: RateLimits | undefined;
} = {}): OpenAPIObject {
  // `as`: the generator reads no more of a router than this.
  const document = generateOpenApiDocument(documentedRouter() as unknown as OpenApiRouter, {
    title: 'Dunlin',
    description: `${description}\n\n${describeRateLimits(rateLimits)}`,
    version,
    baseUrl,
    license: { name: 'MIT', identifier: 'MIT' },
    securitySchemes: {
      accessToken: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'From register, login or refresh.',
      },
    },
  });
  const paths: PathsObject = document.paths ?? {};
  for (const operation of listOperations()) completeOperation(paths, operation, rateLimits);
  return dropNoise({
    ...document,
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    paths: mergePaths({ ...paths, ...createEventStreamPaths(rateLimits) }, createMediaPaths(rateLimits)),
    components: {
      ...document.components,
      parameters: { IdempotencyKey: idempotencyKey },
      headers: headerComponents,
      responses: sharedResponses,
      schemas: {
        ...toAnswers({ ...createEventSchemas(), ...document.components?.schemas }),
        Problem: problemSchema,
      },
    },
  });
}

/** A path may have procedures for some methods, and other routes for the rest. */
function mergePaths(paths: PathsObject, more: PathsObject): PathsObject {
  const merged = Object.entries(more).map(([path, item]) => [path, { ...paths[path], ...item }]);
  return { ...paths, ...Object.fromEntries(merged) };
}

/** Sets what the generator leaves out or gets wrong: name, status, errors, the header of writes, and that some need no token. */
function completeOperation(paths: PathsObject, operation: Operation, rateLimits: RateLimits): void {
  const { name, path, method, status, type, isProtected, isForVisitors } = operation;
  const item = paths[path];
  // `as`: a method's name in lower case is where a path keeps it.
  const key = method.toLowerCase() as 'get' | 'post' | 'put' | 'delete';
  const generated: OperationObject | undefined = item?.[key];
  if (!item || !generated) throw new Error(`the generator left out ${name}`);
  const { content } = generated.responses?.['200'] ?? {};
  const success = {
    description: successDescriptions[status],
    headers: rateLimitHeaders,
    ...(status !== 204 && { content }),
  };
  item[key] = {
    ...generated,
    operationId: name,
    security: isProtected ? [{ accessToken: [] }, ...(isForVisitors ? [{}] : [])] : [],
    parameters: [
      ...(generated.parameters ?? []),
      ...(type === 'mutation' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    'x-rateLimit': toRateLimit(operation.limit, rateLimits),
    responses: { [status]: success, ...errorResponses(operation) },
  };
}

const successDescriptions = { 200: 'Done.', 201: 'Created.', 204: 'Done; the answer is empty.' };

/** Without the generator's errors; and open, because answers may gain fields. */
function toAnswers<Schema>(schemas: Record<string, Schema>): Record<string, Schema> {
  const ours = Object.entries(schemas).filter(([name]) => !name.startsWith('error.'));
  // `as`: parsing what was written gives the same type again.
  return JSON.parse(JSON.stringify(Object.fromEntries(ours)), (key, value: unknown) =>
    key === 'additionalProperties' && value === false ? undefined : value,
  ) as Record<string, Schema>;
}

/** Zod bounds every integer by what JavaScript can count to, and spells every format as a pattern too: noise to others. */
function dropNoise<Part>(part: Part): Part {
  // `as`: parsing what was written gives the same type again.
  return JSON.parse(JSON.stringify(part), function (this: { format?: unknown }, key, value: unknown) {
    const isImplied =
      (key === 'minimum' || key === 'maximum') && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER;
    const isFormat = key === 'pattern' && typeof value === 'string' && this.format !== undefined;
    return isImplied || isFormat ? undefined : value;
  }) as Part;
}
