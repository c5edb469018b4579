import { z } from 'zod';
import { PageInput } from '../core/pagination.ts';

export const ListTrendsInput = PageInput.pick({ limit: true }).meta({ id: 'ListTrendsInput' });

const Trend = z
  .strictObject({
    hashtag: z.string().describe('Without its sign, as most authors write it.'),
    tweetCount: z.int().min(1).describe('Public tweets of the last hours that carry it.'),
    authorCount: z.int().min(1).describe('Who wrote them.'),
    score: z.number().describe('How far it has risen above what was expected of it; 0 would be not at all.'),
  })
  .meta({ id: 'Trend' });

export const TrendList = z.strictObject({ items: z.array(Trend) }).meta({ id: 'TrendList' });
