import type { Api, Operation } from '@dunlin/harness/read-api';
import fc from 'fast-check';
import { type Ids, inputOf, mutated, odd } from './arbitraries.ts';
import type { Request, Who } from './request.ts';

const who: fc.Arbitrary<Who> = fc.constantFrom('nobody', 'user', 'user', 'user', 'admin');

const header = fc.oneof(
  fc.constantFrom<Record<string, string>>(
    {},
    {},
    {},
    { 'idempotency-key': 'a-key' },
    { 'idempotency-key': 'x'.repeat(300) },
    { 'content-type': 'text/plain' },
    { 'content-encoding': 'gzip' },
    { 'accept-encoding': 'br;q=9, *' },
    { range: 'bytes=9-1,5-' },
    { 'last-event-id': 'zz.0~1' },
    { origin: 'https://example.org' },
    { authorization: 'Bearer a.b.c' },
    { expect: '100-continue' },
    { 'x-request-id': 'a b' },
  ),
  fc
    .string({ minLength: 1, maxLength: 30 })
    .map(
      (value): Record<string, string> => ({ 'x-odd': toHeader(value), 'idempotency-key': toHeader(value) }),
    ),
);

/** Whatever can be asked of this server, in one way or another. */
export function requestsTo(api: Api, ids: Ids): fc.Arbitrary<Request> {
  const context = { ...api, ids };
  // Else most of what follows would be asked by nobody.
  const operation = fc.constantFrom(...api.operations.filter(({ id }) => id !== 'auth.logout'));
  const called = operation.chain((each) =>
    inputOf(each, context).map((input) => ({ operation: each, input })),
  );
  return fc.oneof(
    { weight: 40, arbitrary: fc.tuple(called, who, header).map(toRest) },
    { weight: 22, arbitrary: fc.tuple(called, who, header).map(toTrpc) },
    { weight: 5, arbitrary: fc.tuple(fc.array(called, { minLength: 1, maxLength: 60 }), who).map(toBatch) },
    { weight: 5, arbitrary: fc.tuple(operation, mutated(called.map(toBody)), who).map(toBroken) },
    { weight: 13, arbitrary: fc.tuple(called, who, fc.nat(9)).chain(toMessage) },
    {
      weight: 8,
      arbitrary: fc
        .tuple(
          fc.constantFrom('POST', 'PATCH', 'HEAD', 'DELETE', 'OPTIONS'),
          fc.constantFrom(...ids),
          who,
          tusHeaders,
        )
        .map(toTus),
    },
    { weight: 7, arbitrary: bytes },
  );
}

interface Called {
  operation: Operation;
  input: unknown;
}

function toRest([{ operation, input }, who, headers]: [Called, Who, Record<string, string>]): Request {
  const { id: name, method, path, parameters, body } = operation;
  const values: Record<string, unknown> = typeof input === 'object' && input !== null ? { ...input } : {};
  const takes = (value: unknown) => encodeURIComponent(toText(value));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_whole, parameter: string) =>
    takes(values[parameter] ?? '1'),
  );
  const query = parameters
    .filter(({ in: place, name }) => place === 'query' && name in values)
    .map(({ name }) => `${name}=${takes(values[name])}`);
  return {
    ...{ edge: 'http', who, name, method, headers },
    path: query.length === 0 ? filled : `${filled}?${query.join('&')}`,
    body: body && JSON.stringify(input),
  };
}

function toTrpc([{ operation, input }, who, headers]: [Called, Who, Record<string, string>]): Request {
  const { id, method } = operation;
  const isRead = method === 'GET';
  const path = isRead
    ? `/trpc/${id}?input=${encodeURIComponent(JSON.stringify(input) ?? '')}`
    : `/trpc/${id}`;
  return {
    ...{ edge: 'http', who, name: `trpc ${id}`, method: isRead ? 'GET' : 'POST', path, headers },
    body: isRead ? undefined : JSON.stringify(input),
  };
}

function toBatch([calls, who]: [Called[], Who]): Request {
  const inputs = JSON.stringify(Object.fromEntries(calls.map(({ input }, index) => [index, input])));
  const names = calls.map(({ operation }) => operation.id).join();
  const isRead = calls[0]?.operation.method === 'GET';
  const path = `/trpc/${names}?batch=1${isRead ? `&input=${encodeURIComponent(inputs).slice(0, 12_000)}` : ''}`;
  return {
    ...{ edge: 'http', who, name: 'trpc batch', method: isRead ? 'GET' : 'POST', path, headers: {} },
    body: isRead ? undefined : inputs,
  };
}

function toBody({ input }: Called): string {
  return JSON.stringify(input) ?? '';
}

/** What is nearly JSON, to a path that may be none. */
function toBroken([{ id, method, path }, body, who]: [Operation, string, Who]): Request {
  const isOfTrpc = body.length % 2 === 0;
  return {
    ...{ edge: 'http', who, name: `broken ${id}`, body: method === 'GET' ? undefined : body, headers: {} },
    ...(isOfTrpc
      ? { method: 'POST', path: `/trpc/${id}` }
      : { method, path: encodeURI(path.replaceAll(/[{}]/g, '').toWellFormed()) }),
  };
}

function toMessage([{ operation, input }, who, kind]: [Called, Who, number]): fc.Arbitrary<Request> {
  const { id: path } = operation;
  const method = path.includes('.on') ? 'subscription' : operation.method === 'GET' ? 'query' : 'mutation';
  const message = JSON.stringify({ id: kind, method, params: { path, input } });
  const toRequest = (message: string | Uint8Array): Request => ({ edge: 'socket', who, message });
  if (kind < 6) return fc.constant(toRequest(message));
  if (kind === 6) return odd.map((value) => toRequest(JSON.stringify(value) ?? ''));
  if (kind === 7) return fc.uint8Array({ maxLength: 200 }).map(toRequest);
  if (kind === 8) return fc.constant(toRequest(JSON.stringify({ id: 1, method: 'subscription.stop' })));
  return mutated(fc.constant(message)).map(toRequest);
}

const tusHeaders = fc.record(
  {
    'tus-resumable': fc.constantFrom('1.0.0', '1.0.0', '1.0.0', '0.2', ''),
    'upload-length': fc.oneof(fc.nat(3_000).map(String), odd.map(toText)),
    'upload-offset': fc.oneof(fc.constantFrom('0', '10', '-1'), odd.map(toText)),
    'upload-metadata': fc.oneof(fc.constantFrom('filename eA==', 'a b,c', 'filename'), odd.map(toText)),
    'content-type': fc.constantFrom(
      'application/offset+octet-stream',
      'application/json',
      'multipart/form-data; boundary=x',
    ),
  },
  { requiredKeys: ['tus-resumable'] },
);

function toTus([method, id, who, headers]: [string, string, Who, Partial<Record<string, string>>]): Request {
  const own = Object.entries(headers).map(([name, value]) => [name, toHeader(value ?? '')]);
  const isAppending = method === 'PATCH' || method === 'POST';
  return {
    ...{ edge: 'http', who, name: `tus ${method}`, method, headers: Object.fromEntries(own) },
    path: method === 'POST' || method === 'OPTIONS' ? '/api/uploads' : `/api/uploads/${id}`,
    body: isAppending ? 'some bytes of a file' : undefined,
  };
}

/** Of HTTP, more or less. */
const bytes: fc.Arbitrary<Request> = fc
  .oneof(
    mutated(
      fc.constantFrom(
        'GET /api/tweets HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
        'POST /auth/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}',
        'POST /trpc/auth.login HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
        'GET /trpc?connectionParams=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      ),
    ).map((text) => Buffer.from(text, 'latin1')),
    fc.uint8Array({ maxLength: 300 }),
  )
  .map((bytes): Request => ({ edge: 'bytes', bytes }));

/** As a URL and a header can have it. */
function toText(value: unknown): string {
  return (typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toWellFormed();
}

function toHeader(text: string): string {
  return text.replaceAll(/[^\x21-\x7e]/g, '_').slice(0, 300);
}
