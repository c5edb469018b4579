import { z } from 'zod';
import { PageInput, pageOf } from '../core/pagination.ts';
import { isBlank, lineOfText, mustNotBeBlank, plainText } from '../core/plain-text.ts';
import { LastEventId } from '../live/position.ts';
import { CheckpointEvent, GapEvent } from '../live/schema.ts';
import { Tweet, TweetEvent } from '../tweets/schema.ts';
import { maxTextUnits } from '../tweets/text.ts';

const Offset = z.int().min(0).max(maxTextUnits).describe('In Unicode code points.');

export const TweetSearchResult = z
  .strictObject({
    tweet: Tweet,
    highlights: z
      .array(z.strictObject({ start: Offset, end: Offset }))
      .describe('What words and phrases matched in the text: ascending, without overlaps; end is exclusive.'),
  })
  .meta({ id: 'TweetSearchResult' });

export type TweetSearchResult = z.infer<typeof TweetSearchResult>;

export const TweetSearchPage = pageOf(TweetSearchResult).meta({ id: 'TweetSearchPage' });

const HashtagSearchResult = z
  .strictObject({
    name: z.string().describe('As most write it of late, without its sign.'),
    tweetCount: z.int().min(0).describe('How many tweets that everyone may see carry it.'),
  })
  .meta({ id: 'HashtagSearchResult' });

export const HashtagSearchPage = pageOf(HashtagSearchResult).meta({ id: 'HashtagSearchPage' });

const Query = plainText(500).meta({
  example: '#dunlin has:media',
  description:
    'All of its parts hold, unless `OR` stands between them or between what parentheses hold together: words, `"a phrase"`, `#hashtag`, `@mention`, `from:username`, `to:username`, ' +
    '`since:2026-01-31` (that day or later, UTC), `until:2026-01-31` (before that day), `has:media`, `has:links`, ' +
    '`lang:en`, `min_likes:10`. A `-` in front of a part, or of parentheses, leaves out what has it; not for `since:`, `until:` and `min_likes:`. ' +
    'Words are found in any form that their language gives them, and however they are typed.',
});

export const SearchTweetsInput = PageInput.extend({
  q: Query,
  sort: z.enum(['relevance', 'newest']).default('relevance'),
}).meta({ id: 'SearchTweetsInput' });

const Name = lineOfText(50).refine((text) => !isBlank(text), mustNotBeBlank);

export const SearchUsersInput = PageInput.extend({
  q: Name.meta({
    description: 'A username or display name, its beginning, or one that looks like it.',
    example: 'ada',
  }),
}).meta({ id: 'SearchUsersInput' });

export const SearchHashtagsInput = PageInput.extend({
  q: Name.meta({ description: 'A hashtag, its beginning, or one that looks like it.', example: 'dunl' }),
}).meta({ id: 'SearchHashtagsInput' });

export const SearchEvent = z.union([CheckpointEvent, GapEvent, TweetEvent]).meta({ id: 'SearchEvent' });

export const OnSearchInput = z.object({ q: Query, lastEventId: LastEventId }).meta({ id: 'OnSearchInput' });
