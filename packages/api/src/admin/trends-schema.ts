import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import { isBlank, lineOfText } from '../core/plain-text.ts';
import { Note } from './schema.ts';

export const HideTweetInput = z
  .strictObject({ id: Id, reason: Note.describe('For the audit log.') })
  .meta({ id: 'HideTweetInput' });

const HashtagName = lineOfText(140)
  .refine((text) => !isBlank(text), 'must not be blank')
  .meta({ description: 'With or without its sign, in any case of letters.', example: 'dunlin' });
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
