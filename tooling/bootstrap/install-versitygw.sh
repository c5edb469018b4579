#!/bin/sh
# Usage: sh tooling/bootstrap/install-versitygw.sh
# Builds the S3 server that tests store media in (https://github.com/versity/versitygw) into a cache folder of the user. Needs Go.
set -eu

version=v1.8.0
folder="${XDG_CACHE_HOME:-$HOME/.cache}/dunlin/versitygw-$version"

if command -v versitygw >/dev/null; then
  echo 'found versitygw'
elif [ -x "$folder/versitygw" ]; then
  echo "found $folder/versitygw"
elif command -v go >/dev/null; then
  echo "building versitygw $version"
  GOBIN="$folder" go install "github.com/versity/versitygw/cmd/versitygw@$version"
else
  echo 'versitygw cannot be built: install Go (https://go.dev/dl) first' >&2
  exit 1
fi
