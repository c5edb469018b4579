import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FaultRule } from '../faults.ts';
import type { ServerCalls } from '../protocol.ts';
import type { SeenRequest } from '../requests.ts';
import { findOperations } from './find-operations.ts';

export interface Faults {
  /** Stands between the sockets of a server and whoever answers there. */
  meet(server: Server): void;
  /** Forgets all that was seen, and that was to come. */
  reset(): void;
  calls: Pick<ServerCalls, 'addFault' | 'removeFaults' | 'listRequests' | 'cutStreams' | 'closeConnections'>;
}

type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

/** What is to go wrong, and what was asked for. */
export function createFaults(corsOrigins: readonly string[]): Faults {
  let rules: { rule: FaultRule; left: number }[] = [];
  let seen: SeenRequest[] = [];
  const streams = new Set<Duplex>();
  const connections = new Set<Duplex>();

  const takeRule = (operations: readonly string[]) => {
    const found = rules.find(({ rule }) => !rule.operation || operations.includes(rule.operation));
    if (!found) return;
    found.left -= 1;
    if (found.left === 0) rules = rules.filter((other) => other !== found);
    return found.rule;
  };
  const answerWith = (answer: Answerer) => (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url = '/', headers } = request;
    // Asked by browsers, not by apps.
    if (method === 'OPTIONS') return answer(request, response);
    const operations = findOperations(method, url);
    const rule = takeRule(operations);
    const key = headers['idempotency-key'];
    const record: SeenRequest = {
      ...{ method, url, operations, faulted: rule !== undefined, status: undefined },
      idempotencyKey: typeof key === 'string' ? key : undefined,
    };
    seen.push(record);
    response.once('finish', () => {
      record.status = response.statusCode;
    });
    noteStream(response, streams);
    const { origin } = headers;
    const reader = origin !== undefined && corsOrigins.includes(origin) ? origin : undefined;
    if (rule) fail(rule, { request, response, answer, reader });
    else answer(request, response);
  };

  return {
    meet(server) {
      // `as`: Node's own listeners of this event are such.
      const answerers = server.listeners('request') as Answerer[];
      server.removeAllListeners('request');
      for (const answerer of answerers) server.on('request', answerWith(answerer));
      server.prependListener('upgrade', (_request, socket) => note(socket, streams));
      server.on('connection', (socket) => note(socket, connections));
    },
    reset() {
      seen = [];
      rules = [];
    },
    calls: {
      async addFault(rule) {
        assertAnswerable(rule);
        rules.push({ rule, left: rule.times ?? 1 });
      },
      async removeFaults() {
        rules = [];
      },
      listRequests: async () => seen,
      cutStreams: async () => destroyAll(streams),
      closeConnections: async () => destroyAll(connections),
    },
  };
}

/** Node ends the process over a status that it cannot write. */
function assertAnswerable(rule: FaultRule): void {
  if (!('status' in rule) || (Number.isInteger(rule.status) && rule.status >= 200 && rule.status <= 599))
    return;
  throw new RangeError(`The status of a fault is a number from 200 to 599, not ${rule.status}.`);
}

function fail(rule: FaultRule, { request, response, answer, reader }: Exchange): void {
  if ('delayMs' in rule) setTimeout(() => response.destroyed || answer(request, response), rule.delayMs);
  else if ('status' in rule) {
    const { status, retryAfterSeconds } = rule;
    request.resume();
    response.setHeader('content-type', 'text/plain');
    if (reader !== undefined) letRead(response, reader);
    if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
    response.writeHead(status);
    response.end('A fault of the test');
  } else if (rule.drop === 'request') request.socket.destroy();
  else answer(request, withoutAnswer(response));
}

/** Lets pages of the origin read an answer, as the server does with its own. */
function letRead(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-expose-headers', 'retry-after');
  response.setHeader('vary', 'origin');
}

/** Takes all that is written, and ends the connection where the answer would have. */
function withoutAnswer(response: ServerResponse): ServerResponse {
  response.write = () => true;
  response.end = () => {
    response.destroy();
    return response;
  };
  return response;
}

function noteStream(response: ServerResponse, streams: Set<Duplex>): void {
  const { writeHead } = response;
  // `as`: the same function, whose overloads a wrapper cannot have.
  response.writeHead = ((...args: Parameters<typeof writeHead>) => {
    const written = writeHead.apply(response, args);
    const isStream = String(response.getHeader('content-type')).startsWith('text/event-stream');
    if (isStream && response.socket) note(response.socket, streams);
    return written;
  }) as typeof writeHead;
}

function note(socket: Duplex, sockets: Set<Duplex>): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
}

function destroyAll(sockets: Set<Duplex>): void {
  for (const socket of sockets) socket.destroy();
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  answer: Answerer;
  /** The origin, of those named, whose page asks. */
  reader: string | undefined;
}
