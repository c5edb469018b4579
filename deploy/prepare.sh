#!/bin/sh
# Makes each secret once, and writes it to the volume of each service that needs it, in the form that the service reads; and
# makes the bucket. Any later run finds the secrets and writes the same.
set -eu

# secret <name>: the secret of that name.
secret() {
  file=/secrets/dunlin/$1
  if [ ! -s "$file" ]; then
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$file.new"
    mv "$file.new" "$file"
  fi
  cat "$file"
}

secret auth-secret >/dev/null
postgres=$(secret postgres-password)
redis=$(secret redis-password)
typesense=$(secret typesense-api-key)
s3_id=$(secret s3-access-key-id)
s3_key=$(secret s3-secret-access-key)

echo "postgres://dunlin:$postgres@postgres:5432/dunlin" >/secrets/dunlin/database-url
echo "redis://:$redis@redis:6379" >/secrets/dunlin/redis-url
echo "$postgres" >/secrets/postgres/password
echo "requirepass $redis" >/secrets/redis/redis.conf
# Without the second it answers, once started again, while most of what it had is still to be read.
printf '[server]\napi-key = %s\nhealthy-read-lag = 1\n' "$typesense" >/secrets/typesense/typesense.ini
printf 'export ROOT_ACCESS_KEY=%s ROOT_SECRET_KEY=%s\n' "$s3_id" "$s3_key" >/secrets/s3/keys

mkdir -p /s3/buckets/dunlin /s3/metadata
