import { z } from 'zod';
import { PageInput } from '../core/pagination.ts';
import { LastEventId } from '../live/position.ts';

export const HomeInput = PageInput;

export const OnHomeInput = z.object({
  lastEventId: LastEventId,
});
