#!/bin/sh
# eventsource 5.1.5 (npm): a Node program that only listens to an event stream ends, without an error, when the stream is cut
# for the first time: the timer of its reconnect does not keep the process alive. One would expect it to reconnect, as the
# library does when anything else keeps the program alive. Version 4.1.1 reconnects in both cases.
# Prints what each version does; fails when that changes. Needs Node 20 or newer and npm.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > server.mjs <<'JS'
import { createServer } from 'node:http';
let connections = 0;
const server = createServer((request, response) => {
  connections += 1;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(`retry: 200\ndata: ${connections}\nid: ${connections}\n\n`);
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
JS
cat > client.mjs <<'JS'
import { EventSource } from 'eventsource';
const [url, alive] = process.argv.slice(2);
if (alive === 'alive') setTimeout(() => {}, 10_000);
const source = new EventSource(url);
let events = 0;
source.onmessage = () => {
  events += 1;
  if (events === 3) process.exit(0);
};
process.on('exit', () => process.send?.(events));
JS
cat > run.mjs <<'JS'
import { fork } from 'node:child_process';
import { once } from 'node:events';
const server = fork('../server.mjs');
const [port] = await once(server, 'message');
for (const mode of ['alone', 'alive']) {
  const client = fork('client.mjs', [`http://127.0.0.1:${port}`, mode]);
  let events = 0;
  client.on('message', (count) => (events = count));
  const [code] = await once(client, 'exit');
  console.log(`${mode}: exit code ${code}, ${events} of 3 events`);
}
server.kill();
JS
seen=
for package in eventsource@4.1.1 eventsource@5.1.5; do
  version=${package#*@}
  mkdir "$version"
  cp client.mjs run.mjs "$version"
  (cd "$version" && npm init -y >/dev/null && npm install --silent --no-audit --no-fund "$package")
  result=$(cd "$version" && node run.mjs)
  printf 'eventsource %s on Node %s\n%s\n' "$version" "$(node --version)" "$result"
  seen="$seen$version $(printf '%s' "$result" | tr '\n' ';')
"
done
[ "$seen" = "4.1.1 alone: exit code 0, 3 of 3 events;alive: exit code 0, 3 of 3 events
5.1.5 alone: exit code 0, 1 of 3 events;alive: exit code 0, 3 of 3 events
" ] || { echo 'This is not what was seen before.' >&2; exit 1; }
