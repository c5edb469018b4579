import { addAbortSignal, type Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import {
  assertStorageKey,
  InvalidStorageKeyError,
  type Storage,
  StorageUnavailableError,
} from './storage.ts';

/** Whoever reads a blob has a connection until its end, be the reader as slow as it likes. */
const agent = { maxSockets: 1_000 };

export interface S3StorageOptions {
  bucket: string;
  region: string;
  /** The address of a server other than Amazon's. */
  endpoint?: string | undefined;
  /** Whether the bucket stands in the path and not in the host name, as many servers other than Amazon's want it. */
  pathStyle?: boolean | undefined;
  /** Where Amazon's SDK finds them unless given: environment, shared files, the machine's role. */
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
  /** Stands before every key, and ends with a slash if it is to be a folder. */
  prefix?: string | undefined;
}

/** Blobs as objects of a bucket. S3 keeps what its contract says since 2020: a read after a write sees it. */
export function createS3Storage({ bucket, prefix: root = '', ...options }: S3StorageOptions): Storage {
  const { region, endpoint, pathStyle = false, credentials } = options;
  const client = new S3Client({
    region,
    forcePathStyle: pathStyle,
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
    // Servers other than Amazon's may not know the newer checksums; what must have one has it.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      ...{ connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
      ...{ httpAgent: agent, httpsAgent: agent },
    },
  });
  const objectOf = (key: string) => {
    assertStorageKey(key);
    return { Bucket: bucket, Key: root + key };
  };

  return {
    async put(key, bytes, { signal } = {}) {
      try {
        // Not by Upload's own abort, which does not wait for what is on its way: that could still be stored.
        if (signal) addAbortSignal(signal, bytes);
        await new Upload({ client, params: { ...objectOf(key), Body: bytes } }).done();
      } catch (error) {
        bytes.destroy();
        if (signal?.aborted) throw signal.reason;
        throw bytes.errored ?? toStorageError(error);
      }
    },

    async get(key, { range, signal } = {}) {
      const request = new GetObjectCommand({
        ...objectOf(key),
        ...(range && { Range: `bytes=${range.start}-${range.end}` }),
      });
      const found = await orMissing(client.send(request, withSignal(signal)), signal);
      if (!found?.Body) return undefined;
      // `as`: on Node the SDK's body is a stream of Node's.
      const stream = found.Body as Readable;
      if (signal) addAbortSignal(signal, stream);
      const whole = found.ContentRange?.split('/')[1];
      return { size: Number(whole ?? found.ContentLength), stream };
    },

    async stat(key, { signal } = {}) {
      const request = new HeadObjectCommand(objectOf(key));
      const found = await orMissing(client.send(request, withSignal(signal)), signal);
      return found && { size: Number(found.ContentLength) };
    },

    async delete(key, { signal } = {}) {
      const request = new DeleteObjectCommand(objectOf(key));
      await orMissing(client.send(request, withSignal(signal)), signal);
    },

    async *list(prefix, { signal } = {}) {
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: root + prefix });
      try {
        for await (const { Contents = [] } of pages)
          for (const { Key = '' } of Contents) {
            signal?.throwIfAborted();
            yield Key.slice(root.length);
          }
      } catch (error) {
        throw toStorageError(error, signal);
      }
    },

    async [Symbol.asyncDispose]() {
      client.destroy();
    },
  };
}

function withSignal(signal: AbortSignal | undefined) {
  return signal && { abortSignal: signal };
}

/** @returns undefined when there is no such object. */
async function orMissing<Answer>(
  asking: Promise<Answer>,
  signal: AbortSignal | undefined,
): Promise<Answer | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof NoSuchKey || error instanceof NotFound) return undefined;
    throw toStorageError(error, signal);
  }
}

/** Whatever else S3 or the way to it has refused. */
function toStorageError(error: unknown, signal?: AbortSignal): unknown {
  const isCallers = signal?.aborted || error instanceof InvalidStorageKeyError;
  return isCallers ? error : new StorageUnavailableError(error);
}
