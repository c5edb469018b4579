import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';
import { createLogger } from '../src/observability/logger.ts';
import { createObservability } from '../src/observability/observability.ts';
import { createOtlpTracing } from '../src/observability/otlp-tracing.ts';
import { loadConfig } from '../src/startup/config.ts';
import { startReceiver } from './test-receiver.ts';
import { startTestServer } from './test-server.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const callersSpan = '00f067aa0ba902b7';
const { posts, spans, token } = await traceSomeRequests();

test('spans go to the receiver as the standard variables have it', () => {
  const [post] = posts;
  expect(post).toMatchObject({ url: '/v1/traces', headers: { 'api-key': 'ours' } });
  expect(JSON.parse(post?.body ?? '').resourceSpans[0].resource.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'our-dunlin' },
  });
});

test('a request, its operation, their statements and the job that follows are one trace of the caller', () => {
  const request = find('POST /api/tweets');
  expect(request).toMatchObject({ traceId, parentSpanId: callersSpan, kind: 2 });
  expect(request.attributes).toMatchObject({ 'http.route': '/api/tweets', 'http.response.status_code': 201 });
  const operation = find('tweets.create');
  expect(operation).toMatchObject({ traceId, parentSpanId: request.spanId });
  const statements = spans.filter(({ parentSpanId }) => parentSpanId === operation.spanId);
  expect(statements.map(({ attributes }) => attributes['db.query.text'])).toContainEqual(
    expect.stringMatching(/insert into "tweets" .*\$1/),
  );
  expect(JSON.stringify(spans)).not.toContain('delete from \\"outbox\\"');
  expect(find('fan-out-tweet')).toMatchObject({ traceId, parentSpanId: operation.spanId, kind: 5 });
});

test('what went wrong is a code', () => {
  expect(find('tweets.get')).toMatchObject({
    attributes: { 'dunlin.code': 'TWEET_NOT_FOUND' },
    status: { code: 0 },
  });
  expect(find('auth.sessions.list')).toMatchObject({
    attributes: { 'dunlin.code': 'INTERNAL', 'error.type': 'INTERNAL' },
    status: { code: 2 },
  });
});

test('what the caller does not sample, and what machines ask all the time, has no spans', () => {
  expect(spans.map(({ name }) => name)).not.toContain('auth.me');
  expect(spans.map(({ name }) => name)).not.toContain('GET /healthz');
});

test('a stranger does not say what is kept of the trace that it names', async () => {
  const onError = () => {};
  const config = { url: 'http://127.0.0.1:1', sampler: 'parentbased_traceidratio', ratio: 0 } as const;
  await using tracing = createOtlpTracing(config, onError);
  const parent = { traceId: '0'.repeat(31).concat('1'), spanId: callersSpan, traceFlags: 1 };
  expect(tracing.start('theirs', { parent, isParentForeign: true }).context).toMatchObject({
    traceId: parent.traceId,
    traceFlags: 0,
  });
  expect(tracing.start('ours', { parent }).context.traceFlags).toBe(1);
});

test('no span holds what was sent, written or asked for', () => {
  expect(posts.map(({ body }) => body).join()).not.toMatch(new RegExp(`hunter2|ada@|${token}`));
});

/** What a receiver was sent by a server that has served a few requests and stopped. */
async function traceSomeRequests() {
  await using receiver = await startReceiver();
  // The SDK reads these itself.
  vi.stubEnv('OTEL_SERVICE_NAME', 'our-dunlin');
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'api-key=ours');
  const logger = createLogger('silent');
  const config = loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
  const observability = await createObservability(config, { logger });
  vi.unstubAllEnvs();
  const server = await startTestServer({ observability, environment: { TRUST_PROXY: 'true' } });
  const { token } = await server.register('ada');
  const traced = { token, headers: { traceparent: `00-${traceId}-${callersSpan}-01` } };
  await server.request('POST', '/api/tweets', { ...traced, body: { text: 'hunter2' } });
  await server.api.drain();
  await server.request('GET', '/api/tweets/1?hunter2=hunter2', { token });
  const unsampled = { traceparent: `00-${traceId}-${callersSpan}-00` };
  await server.request('GET', '/auth/me', { token, headers: unsampled });
  await server.request('GET', '/healthz');
  await sql`alter table sessions rename user_agent to broken`.execute(server.api.services.db);
  await server.request('GET', '/auth/sessions', { token });
  await server[Symbol.asyncDispose]();
  await observability[Symbol.asyncDispose]();
  const { received: posts } = receiver;
  return { posts, token, spans: posts.flatMap(({ body }) => toSpans(JSON.parse(body))) };
}

function find(name: string): Span {
  const span = spans.find((span) => span.name === name);
  if (!span) throw new Error(`no span ${name} among ${spans.map((span) => span.name)}`);
  return span;
}

function toSpans({ resourceSpans }: OtlpRequest): Span[] {
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map((span) => ({
      ...span,
      attributes: Object.fromEntries(
        span.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]),
      ),
    }));
}

interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  status: { code: number };
  attributes: Record<string, string | number | undefined>;
}

/** The part of OTLP's JSON that is looked at. */
interface OtlpRequest {
  resourceSpans: { scopeSpans: { spans: (Omit<Span, 'attributes'> & { attributes: Attribute[] })[] }[] }[];
}

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number };
}
