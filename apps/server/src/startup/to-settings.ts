import type { Settings } from '@dunlin/api';
import type { Config } from './config.ts';

/** The settings that the configuration changes. */
export function toSettings({
  admitsVisitors,
  rateLimitFactor,
  feed,
  trends,
  maxUnknownSocketsPerAddress,
  accountDeletionDays,
  reservedUsernames,
}: Config): Partial<Settings> {
  return {
    admitsVisitors,
    rateLimitFactor,
    ...(feed && { feed }),
    ...(trends && { trends }),
    ...(maxUnknownSocketsPerAddress !== undefined && { maxUnknownSocketsPerAddress }),
    ...(accountDeletionDays !== undefined && { accountDeletionDays }),
    ...(reservedUsernames && { reservedUsernames }),
  };
}
