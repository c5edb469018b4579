#!/bin/sh
# Usage: exec sh tooling/bootstrap/run.sh <command…>
# Installs what the lockfile names, then becomes the command. With exec on both sides there is one process, and a signal
# sent to npm reaches it; the shell in between would swallow it.
set -eu

cd "$(dirname "$0")/../.."
node tooling/bootstrap/install.mjs
PATH="$PWD/node_modules/.bin:$PATH"
# Saves a third of the time that a start takes.
export NODE_COMPILE_CACHE="$PWD/node_modules/.cache/node"
exec "$@"
