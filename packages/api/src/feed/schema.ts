import { z } from 'zod';
import { reasonTypes } from '../core/feed-settings.ts';
import { PageInput, pageOf } from '../core/pagination.ts';
import { Tweet } from '../tweets/schema.ts';
import { UserSummary } from '../users/schema.ts';

export const GetFeedInput = PageInput;

const FeedReason = z
  .strictObject({
    type: z.enum(reasonTypes),
    users: z.array(UserSummary).describe('Of those you follow, who did it: three at most.'),
    userCount: z.int().min(0).describe('How many of those you follow did it.'),
  })
  .meta({
    id: 'FeedReason',
    description: 'Why a tweet stands in the feed; the first reason is the strongest.',
  });

export const FeedItem = z
  .strictObject({
    tweet: Tweet,
    reasons: z.array(FeedReason).min(1),
    score: z.number().min(0).describe('By which the feed is ordered.'),
  })
  .meta({ id: 'FeedItem' });
export type FeedItem = z.infer<typeof FeedItem>;

export const FeedPage = pageOf(FeedItem).meta({ id: 'FeedPage' });
