import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import { HashtagName } from '../hashtags/schema.ts';
import { Note } from './schema.ts';

export const HideTweetInput = z
  .strictObject({ id: Id, reason: Note.describe('For the audit log.') })
  .meta({ id: 'HideTweetInput' });

export const HideHashtagInput = z
  .strictObject({
    hashtag: HashtagName,
    reason: Note.describe('For the audit log.'),
  })
  .meta({ id: 'HideHashtagInput' });
export const ShowHashtagInput = z.strictObject({ hashtag: HashtagName }).meta({ id: 'ShowHashtagInput' });
export const ListHiddenHashtagsInput = PageInput;
export const HiddenHashtag = z
  .strictObject({
    hashtag: z.string().describe('Without its sign, in lower case.'),
    hiddenAt: z.iso.datetime({ precision: 3 }),
  })
  .meta({ id: 'HiddenHashtag' });
export type HiddenHashtag = z.infer<typeof HiddenHashtag>;
export const HiddenHashtagPage = pageOf(HiddenHashtag).meta({ id: 'HiddenHashtagPage' });
