#!/bin/sh
# fastify 5.12.8: `trustProxy: 1` is documented to trust the nearest proxy, so that request.ip is the last address of
# X-Forwarded-For. It trusts nobody: request.ip stays the proxy's own address, so that limits by address count all clients behind
# a proxy as one. `true` trusts everybody; a function of the hop does what the number promises.
# Prints what each setting makes of one forwarded request; fails when that changes. Needs Node 20 or newer and npm.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fastify@5.12.8
cat > ask.mjs <<'JS'
import fastify from 'fastify';
const settings = { false: false, true: true, 1: 1, 2: 2, function: (_address, hop) => hop < 1 };
for (const [name, trustProxy] of Object.entries(settings)) {
  const app = fastify({ trustProxy });
  app.get('/', async (request) => request.ip);
  const headers = { 'x-forwarded-for': '203.0.113.7, 198.51.100.2' };
  const { body } = await app.inject({ url: '/', headers, remoteAddress: '192.0.2.1' });
  console.log(`trustProxy ${name}: ${body}`);
}
JS
seen=$(node ask.mjs)
printf 'fastify 5.12.8 on Node %s, from 192.0.2.1, X-Forwarded-For: 203.0.113.7, 198.51.100.2\n%s\n' "$(node --version)" "$seen"
[ "$seen" = "trustProxy 1: 192.0.2.1
trustProxy 2: 192.0.2.1
trustProxy false: 192.0.2.1
trustProxy true: 203.0.113.7
trustProxy function: 198.51.100.2" ] || { echo 'This is not what was seen before.' >&2; exit 1; }
