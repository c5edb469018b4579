import { z } from 'zod';
import { PageInput, pageOf } from '../core/pagination.ts';
import { isBlank, lineOfText } from '../core/plain-text.ts';
import { Tweet } from '../tweets/schema.ts';

export const HashtagName = lineOfText(140)
  .refine((text) => !isBlank(text), 'must not be blank')
  .meta({ description: 'With or without its sign, however it is written.', example: 'dunlin' });

export const HashtagTweetsInput = PageInput.extend({ hashtag: HashtagName }).meta({
  id: 'HashtagTweetsInput',
});

export const HashtagTweetPage = pageOf(Tweet)
  .extend({ hashtag: z.string().describe('The same for all ways of writing it, without its sign.') })
  .meta({ id: 'HashtagTweetPage' });
