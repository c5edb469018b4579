import { parseRedisUrl, RedisUrlError } from '@dunlin/backends/redis/url';
import { z } from 'zod';

export const redisVariables = {
  REDIS_URL: z.string().transform(parse).optional(),
  REDIS_PREFIX: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must have letters, digits, _ and - only, at most 64')
    .optional(),
};

export function checkRedisVariables({ value, issues }: z.core.ParsePayload<RedisVariables>): void {
  if (value.REDIS_PREFIX === undefined || value.REDIS_URL !== undefined) return;
  const message = 'is needed too: REDIS_PREFIX begins the names of what is kept there';
  issues.push({ code: 'custom', path: ['REDIS_URL'], input: undefined, message });
}

function parse(url: string, { issues }: z.core.ParsePayload) {
  try {
    return parseRedisUrl(url);
  } catch (error) {
    if (!(error instanceof RedisUrlError)) throw error;
    issues.push({ code: 'custom', input: undefined, message: error.message });
    return z.NEVER;
  }
}

type RedisVariables = z.output<z.ZodObject<typeof redisVariables>>;
