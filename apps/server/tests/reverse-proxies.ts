import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canRunWith } from '@dunlin/harness/external-program';
import { findFreePort } from '@dunlin/harness/free-port';
import { isListening } from '@dunlin/harness/is-listening';
import { startTethered } from '@dunlin/harness/tethered-process';
import { until } from '@dunlin/harness/until';

/** A reverse proxy in front of a server, reached by each version of HTTP at an address of its own. */
export interface ReverseProxy extends AsyncDisposable {
  http1: string;
  http2: string;
}

export const canRunProxies = canRunWith('nginx') && canRunWith('caddy');
export const proxiesTitle = canRunProxies
  ? 'behind nginx and Caddy'
  : 'nginx or caddy is missing: install nginx-light and caddy';

const root = join(import.meta.dirname, '../../..');

/** As docs/deployment.md configures it, but for its addresses and TLS. */
export async function startNginx(serverUrl: string): Promise<ReverseProxy> {
  const guide = await readFile(join(root, 'docs/deployment.md'), 'utf8');
  const [, documented = ''] = /```nginx\n([\s\S]*?)```/.exec(guide) ?? [];
  const { host } = new URL(serverUrl);
  const ports = { http1: await findFreePort(), http2: await findFreePort() };
  const config = documented
    .replaceAll(/server api-1:3000; server api-2:3000;/g, `server ${host};`)
    .replace(
      /listen 443 ssl http2;/,
      `listen 127.0.0.1:${ports.http1}; listen 127.0.0.1:${ports.http2} http2;`,
    );
  return await start(ports, {
    file: (folder) => `daemon off; pid ${folder}/pid; error_log stderr; user root;
      events {} http { access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
      fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s; ${config} }`,
    command: (folder, file) => ['nginx', '-p', folder, '-e', 'stderr', '-c', file],
  });
}

/** As deploy/Caddyfile configures it, but for its addresses and TLS. */
export async function startCaddy(serverUrl: string): Promise<ReverseProxy> {
  const deployed = await readFile(join(root, 'deploy/Caddyfile'), 'utf8');
  const { hostname, port } = new URL(serverUrl);
  const ports = { http1: await findFreePort(), http2: await findFreePort() };
  const config = deployed
    .replace(
      '{\n',
      `{\n\tadmin off\n\tauto_https off\n\tservers :${ports.http2} {\n\t\tprotocols h1 h2c\n\t}\n`,
    )
    .replace(/dynamic a api 3000 \{[^}]*\}/, `to ${hostname}:${port}`)
    .replace('{$SITE_ADDRESS}', `http://127.0.0.1:${ports.http1}, http://127.0.0.1:${ports.http2}`);
  return await start(ports, {
    file: () => config,
    command: (_folder, file) => ['caddy', 'run', '--adapter', 'caddyfile', '--config', file],
  });
}

async function start(
  ports: { http1: number; http2: number },
  {
    file: toText,
    command,
  }: { file(folder: string): string; command(folder: string, file: string): string[] },
): Promise<ReverseProxy> {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'dunlin-proxy-'));
  stack.defer(() => rm(folder, { recursive: true }));
  const file = join(folder, 'config');
  await writeFile(file, toText(folder));
  const [program = '', ...args] = command(folder, file);
  const running = await startTethered(program, args);
  stack.defer(() => running.kill());
  await until(() => isListening(ports.http1));
  const owned = stack.move();
  return {
    http1: `http://127.0.0.1:${ports.http1}`,
    http2: `http://127.0.0.1:${ports.http2}`,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
