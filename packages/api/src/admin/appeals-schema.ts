import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import { Named, Note } from './schema.ts';

const Timestamp = z.iso.datetime({ precision: 3 });

export const ModerationAppeal = z
  .strictObject({
    id: Id,
    user: Named,
    tweetId: Id.nullable().describe('The removed tweet; null: the suspension of the account.'),
    reason: z.string().nullable().describe('Of what is appealed against; null when that has ended.'),
    text: z.string(),
    createdAt: Timestamp,
    resolution: z
      .strictObject({
        action: z.enum(['grant', 'refuse']),
        note: z.string().nullable(),
        resolver: Named.nullable().describe('null: the suspension ended by the clock.'),
        resolvedAt: Timestamp,
      })
      .nullable(),
  })
  .meta({ id: 'ModerationAppeal' });
export type ModerationAppeal = z.infer<typeof ModerationAppeal>;

export const ModerationAppealPage = pageOf(ModerationAppeal).meta({ id: 'ModerationAppealPage' });

export const ListAppealsInput = PageInput.extend({
  status: z
    .enum(['open', 'resolved'])
    .default('open')
    .describe('Open: oldest first. Resolved: newest first.'),
}).meta({ id: 'ListAppealsInput' });
export type ListAppealsInput = z.infer<typeof ListAppealsInput>;

export const ResolveAppealInput = z
  .strictObject({
    id: Id,
    action: z.enum(['grant', 'refuse']).describe('`grant` restores the tweet or the account.'),
    note: Note.optional().describe('Why; who appealed is told.'),
  })
  .meta({ id: 'ResolveAppealInput' });
