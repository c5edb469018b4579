import { z } from 'zod';
import { PageInput, pageOf } from '../core/pagination.ts';
import { LastEventId } from '../live/position.ts';
import { CheckpointEvent, GapEvent } from '../live/schema.ts';
import { Tweet, TweetEvent } from '../tweets/schema.ts';
import { UserSummary } from '../users/schema.ts';

export const HomeInput = PageInput;

export const HomeTweet = Tweet.extend({
  retweetedBy: z
    .strictObject({
      users: z
        .array(UserSummary)
        .describe('Who did it last, the author of this retweet first: three at most.'),
      userCount: z.int().min(2).describe('How many did it within the next 50 entries, you among them if so.'),
    })
    .optional()
    .describe('Where several of those you follow retweeted one tweet: then it is one item.'),
}).meta({ id: 'HomeTweet', description: 'A tweet as it stands in a home timeline.' });
export type HomeTweet = z.infer<typeof HomeTweet>;

export const HomePage = pageOf(HomeTweet).meta({ id: 'HomePage' });

export const HomeEvent = z.union([CheckpointEvent, GapEvent, TweetEvent]).meta({ id: 'HomeEvent' });

export const OnHomeInput = z
  .object({
    lastEventId: LastEventId,
  })
  .meta({ id: 'OnHomeInput' });
