import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';

export const ListFailedJobsInput = PageInput;

export const FailedJob = z
  .strictObject({
    id: Id.describe('Of this failure: the same job has another when it fails again.'),
    name: z.string().meta({ example: 'deliver-webhooks' }),
    events: z.int().min(1).describe('How many it was to bring about the effects of.'),
    reason: z.string().describe('What the last attempt failed with.'),
    failedAt: z.iso.datetime({ precision: 3 }),
  })
  .meta({
    id: 'FailedJob',
    description: 'A job that failed at every attempt; it is kept until it is retried.',
  });
export type FailedJob = z.infer<typeof FailedJob>;

export const FailedJobPage = pageOf(FailedJob).meta({ id: 'FailedJobPage' });

export const RetryJobsInput = z
  .strictObject({
    ids: z.array(Id).min(1).max(100).describe('Of failures; those that have been retried stay so.'),
  })
  .meta({ id: 'RetryJobsInput' });
