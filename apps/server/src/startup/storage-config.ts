import { join } from 'node:path';
import type { S3StorageOptions } from '@dunlin/backends/storage/s3';
import { z } from 'zod';

export type StorageConfig = { type: 'disk'; folder: string } | ({ type: 's3' } & S3StorageOptions);

const credentials = ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
const others = ['S3_REGION', 'S3_ENDPOINT', 'S3_PATH_STYLE', 'S3_PREFIX', ...credentials] as const;

export const storageVariables = {
  S3_BUCKET: z.string().optional(),
  S3_REGION: z.string().optional(),
  S3_ENDPOINT: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).optional(),
  S3_PATH_STYLE: z.enum(['true', 'false'], 'must be true or false').optional(),
  S3_PREFIX: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
};

export function checkStorage({ value, issues }: z.core.ParsePayload<StorageVariables>): void {
  const given = others.filter((name) => value[name] !== undefined);
  const complain = (path: string[], message: string) =>
    issues.push({ code: 'custom', path, input: undefined, message });
  if (value.S3_BUCKET === undefined && given.length > 0)
    complain(['S3_BUCKET'], `is needed too: media go to S3 when it is set, and ${given.join(', ')} is`);
  const missing = credentials.filter((name) => value[name] === undefined);
  if (missing.length === 1) complain(missing, 'is needed too: a key has an id and a secret');
}

/** Media stand in S3 when a bucket is named, else in the data folder. */
export function toStorageConfig(variables: StorageVariables, dataDir: string): StorageConfig {
  const {
    S3_BUCKET: bucket,
    S3_REGION: region = 'us-east-1',
    S3_ENDPOINT: endpoint,
    S3_PREFIX: prefix,
  } = variables;
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = variables;
  if (bucket === undefined) return { type: 'disk', folder: join(dataDir, 'media') };
  return {
    ...{ type: 's3', bucket, region, endpoint, prefix },
    pathStyle: variables.S3_PATH_STYLE === 'true',
    ...(accessKeyId !== undefined &&
      secretAccessKey !== undefined && { credentials: { accessKeyId, secretAccessKey } }),
  };
}

type StorageVariables = z.output<z.ZodObject<typeof storageVariables>>;
