import { commonErrors, type RateLimits } from '@dunlin/api';
import type { OperationObject, ParameterObject, PathItemObject } from 'openapi3-ts/oas31';
import { type EventStream, eventStreams } from '../rest/event-streams.ts';
import { errorResponses } from './error-responses.ts';
import { rateLimitHeaders, toRateLimit } from './rate-limits.ts';

const describe = (item: EventStream['item']) => `
Each event has an id and JSON data: \`{ "type": "${item}", "${item}": … }\`, \`{ "type": "checkpoint" }\` (all that came before has
been sent), or \`{ "type": "gap" }\` (more was missed than the server kept: read the list again). After a break, send the id of the
last event as \`Last-Event-ID\`: the stream goes on right after it, so that none is missing, whatever the order in which they
were written. A ${item} can come twice, though hardly ever. Every 4 seconds at least something is sent, if only a comment. An error
ends the stream with an event named \`problem\`.
`;

const lastEventId: ParameterObject = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'The id of the last event received.',
  schema: { type: 'string', maxLength: 1000 },
};

const id: ParameterObject = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'Any tweet of the conversation.',
  schema: { $ref: '#/components/schemas/Id' },
};

/** The streams as OpenAPI can say it: text, whose events the description explains. */
export function createEventStreamPaths(rateLimits: RateLimits): Record<string, PathItemObject> {
  return Object.fromEntries(
    eventStreams.map((stream) => [stream.path, { get: toOperation(stream, rateLimits) }]),
  );
}

function toOperation(
  { path, procedure, item, summary, errors }: EventStream,
  rateLimits: RateLimits,
): OperationObject {
  return {
    operationId: procedure,
    tags: ['Streams'],
    summary,
    description: describe(item).trim(),
    security: [{ accessToken: [] }],
    parameters: [...(path.includes('{id}') ? [id] : []), lastEventId],
    'x-rateLimit': toRateLimit('stream', rateLimits),
    responses: {
      200: {
        description: 'Events, until one side ends.',
        headers: rateLimitHeaders,
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      ...errorResponses({
        type: 'query',
        isProtected: true,
        errors: [...errors, ...commonErrors.stream],
      }),
    },
  };
}
