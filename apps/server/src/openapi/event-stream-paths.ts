import { commonErrors, type RateLimits } from '@dunlin/api';
import type { OperationObject, ParameterObject, PathItemObject, SchemaObject } from 'openapi3-ts/oas31';
import { z } from 'zod';
import { type EventStream, eventStreams } from '../rest/event-streams.ts';
import { errorResponses } from './error-responses.ts';
import { rateLimitHeaders, toRateLimit } from './rate-limits.ts';

const additions = `
After a break, send the id of the last event as \`Last-Event-ID\`: the stream goes on right after it, so that none is missing, whatever
the order in which they were written. What is told of can come twice, though hardly ever.
`;
const states = `
After a break, send the id of the last event as \`Last-Event-ID\`: nothing is told again if nothing has changed, and all if anything has.
`;
const rules = `
Each event has an id and JSON data, as the schema says. Every 4 seconds at least something is sent, if only a comment. An error ends the
stream with an event named \`problem\`.
`;

const lastEventId: ParameterObject = {
  name: 'Last-Event-ID',
  in: 'header',
  description: 'The id of the last event received.',
  schema: { type: 'string', maxLength: 1000 },
};

/** The streams as OpenAPI can say it: text, with the schema of the data of its events. */
export function createEventStreamPaths(rateLimits: RateLimits): Record<string, PathItemObject> {
  return Object.fromEntries(
    eventStreams.map((stream) => [stream.path, { get: toOperation(stream, rateLimits) }]),
  );
}

/** The events, and what they are made of, by name. */
export function createEventSchemas(): Record<string, SchemaObject> {
  return Object.assign({}, ...eventStreams.map(({ event }) => definitionsOf(event)));
}

function toOperation(stream: EventStream, rateLimits: RateLimits): OperationObject {
  const { name, summary, description, event, errors } = stream;
  return {
    operationId: name,
    tags: ['Streams'],
    summary,
    description: [description, 'GapEvent' in definitionsOf(event) ? additions : states, rules]
      .flatMap((text) => text?.trim() ?? [])
      .join('\n\n'),
    security: [{ accessToken: [] }],
    parameters: [...toParameters(stream), lastEventId],
    'x-rateLimit': toRateLimit('stream', rateLimits),
    responses: {
      200: {
        description: 'Events, until one side ends.',
        headers: rateLimitHeaders,
        content: { 'text/event-stream': { schema: { $ref: `#/components/schemas/${nameOf(event)}` } } },
      },
      ...errorResponses({
        type: 'query',
        isProtected: true,
        errors: [...errors, ...commonErrors.stream],
      }),
    },
  };
}

/** What its path holds, and what is asked for behind it. */
function toParameters({ path, input }: EventStream): ParameterObject[] {
  const { properties = {}, required = [] } = (input && definitionsOf(input)[nameOf(input)]) ?? {};
  return Object.entries(properties).flatMap(([name, { description, ...schema }]): ParameterObject[] => {
    if (name === 'lastEventId') return [];
    const isInPath = path.includes(`{${name}}`);
    return [
      {
        ...{ name, in: isInPath ? 'path' : 'query', required: isInPath || required.includes(name) },
        ...(description !== undefined && { description }),
        schema,
      },
    ];
  });
}

/** A schema that has a name, and those that it is made of, by name. */
function definitionsOf(schema: z.ZodType): Record<string, Definition> {
  const { $defs = {} } = z.toJSONSchema(schema);
  const text = JSON.stringify($defs).replaceAll('#/$defs/', '#/components/schemas/');
  // `as`: OpenAPI 3.1 takes JSON Schema as it is.
  return JSON.parse(text) as Record<string, Definition>;
}

function nameOf(schema: z.ZodType): string {
  const { id } = schema.meta() ?? {};
  if (id === undefined) throw new TypeError('the events of a stream need a name, and so does its input');
  return id;
}

type Definition = SchemaObject & { properties?: Record<string, SchemaObject> };
