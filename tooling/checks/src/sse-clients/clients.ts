import { join } from 'node:path';

/** A program that follows an event stream with one library: `<command> <url> <access token>` prints `id<TAB>data` for each event. */
export interface SseClient {
  name: string;
  version: string;
  /** Relative to the folder that the programs are copied to and built in. */
  command: readonly [string, ...string[]];
}

export const programs = join(import.meta.dirname, '../../fixtures/sse-clients');

/** Those that are installed with this package: node runs them where they are. */
export const npmClients: SseClient[] = [
  node('eventsource', '5.1.5'),
  node('eventsource-4', '4.1.1'),
  node('eventsource-client', '1.2.0'),
  node('fetch-event-source', '2.0.1'),
  node('dunlin-sdk', 'over SSE', 'sse'),
  node('dunlin-sdk', 'over WebSocket', 'websocket'),
];

/** Those that are built first, each from its own registry. */
export const otherClients: SseClient[] = [
  python('httpx-sse', '0.4.3'),
  python('sseclient-py', '1.9.0'),
  python('aiohttp-sse-client', '0.2.1'),
  python('launchdarkly-eventsource', '1.7.4'),
  { name: 'tmaxmax/go-sse', version: '0.12.0', command: ['go/bin/go-sse'] },
  { name: 'r3labs/sse', version: '2.10.0', command: ['go/bin/r3labs'] },
  { name: 'reqwest-eventsource', version: '0.6.0', command: ['rust/target/release/reqwest-eventsource'] },
  {
    name: 'eventsource-client (Rust)',
    version: '0.18.0',
    command: ['rust/target/release/eventsource-client'],
  },
  java('okhttp-sse', '5.5.1', 'OkHttpSse'),
  java('okhttp-eventsource', '4.3.0', 'OkHttpEventSource'),
];

function node(name: string, version: string, ...args: string[]): SseClient {
  return { name, version, command: [process.execPath, join(programs, `node/${name}.ts`), ...args] };
}

function python(name: string, version: string): SseClient {
  const file = `python/${name.replaceAll('-', '_')}_client.py`;
  return { name, version, command: ['python/venv/bin/python', file] };
}

function java(name: string, version: string, main: string): SseClient {
  const classes = `java/${name}/classes:java/${name}/lib/*`;
  return { name, version, command: ['java', '-cp', classes, main] };
}
