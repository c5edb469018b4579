#!/bin/sh
# fast-querystring 1.1.2 (npm; what Fastify 5 reads a query with by default): a value with many percent-escapes is kept as a chain of one
# small text for each letter. A search of 500 Chinese characters keeps more than ten times the memory that its text has, for as
# long as it is not read letter by letter. One would expect what node:querystring keeps, which is the text.
# Prints the bytes that each keeps for one such value, and whether the texts are equal; fails when that changes. Needs Node 20 or newer and npm.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fast-querystring@1.1.2 fast-decode-uri-component@1.0.1
cat > run.mjs <<'JS'
import nodeQuery from 'node:querystring';
import fastQuery from 'fast-querystring';
const count = 2_000;
const text = Array.from({ length: 500 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join('');
const query = `q=${encodeURIComponent(text)}`;
const bytes = {};
for (const [name, parse] of [['node:querystring', nodeQuery.parse], ['fast-querystring', fastQuery.parse]]) {
  gc();
  const before = process.memoryUsage().heapUsed;
  const kept = Array.from({ length: count }, () => parse(query).q);
  gc();
  bytes[name] = (process.memoryUsage().heapUsed - before) / count;
  console.log(`${name}: ${Math.round(bytes[name])} bytes, ${kept[0] === text ? 'the same text' : 'another text'}`);
}
process.exitCode = bytes['fast-querystring'] > 10 * bytes['node:querystring'] ? 0 : 1;
JS
printf 'fast-querystring %s on Node %s\n' "$(node -p 'require("fast-querystring/package.json").version')" "$(node --version)"
node --expose-gc run.mjs || { echo 'This is not what was seen before.' >&2; exit 1; }
