#!/bin/sh
# @stream-io/feeds-client 2.2.0 (npm): an upload that meets an expired token is sent again with the new token, but as JSON and
# without the file: the content type that the first request was given is not handed on to the second, so that the form is
# serialised to `{"file":{}}`. Where the server takes that, `uploadImage` resolves as if the picture had arrived. One would expect the same
# form again, or an error.
# Prints what the server was sent; fails when that changes. Needs Node 22 or newer and npm.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > run.mjs <<'JS'
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { FeedsClient } from '@stream-io/feeds-client';
import { WebSocketServer } from 'ws';

const uploads = [];
const server = createServer(async (request, response) => {
  const body = await text(request);
  response.setHeader('content-type', 'application/json');
  if (!request.url.includes('/uploads/image')) return response.end('{"duration":"1ms"}');
  const type = request.headers['content-type'].split(';')[0];
  uploads.push(`${type}, ${body.length > 100 ? 'the file in it' : body}`);
  response.statusCode = uploads.length === 1 ? 401 : 200;
  const expired = { code: 40, StatusCode: 401, message: 'token expired' };
  response.end(JSON.stringify(uploads.length === 1 ? expired : { duration: '1ms', file: 'https://cdn.example/1' }));
});
new WebSocketServer({ server }).on('connection', (socket) =>
  socket.once('message', () =>
    socket.send(JSON.stringify({ type: 'connection.ok', connection_id: '1', created_at: 1, me: { id: 'ada' } })),
  ),
);
server.listen(0, '127.0.0.1', async () => {
  const client = new FeedsClient('key', { base_url: `http://127.0.0.1:${server.address().port}` });
  const claims = Buffer.from(JSON.stringify({ user_id: 'ada' })).toString('base64url');
  await client.connectUser({ id: 'ada' }, async () => `e30.${claims}.x`);
  const file = new File([new Uint8Array(5_000)], 'heron.png', { type: 'image/png' });
  const outcome = await client.uploadImage({ file }).then(
    () => 'resolved',
    (error) => `rejected: ${error.message}`,
  );
  for (const line of [...uploads, outcome]) console.log(`seen: ${line}`);
  process.exit(0);
});
JS
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @stream-io/feeds-client@2.2.0 ws@8.23.0
seen=$(node run.mjs | grep '^seen: ')
printf '@stream-io/feeds-client 2.2.0 on Node %s\n%s\n' "$(node --version)" "$seen"
[ "$seen" = 'seen: multipart/form-data, the file in it
seen: application/json, {"file":{}}
seen: resolved' ] || { echo 'This is not what was seen before.' >&2; exit 1; }
