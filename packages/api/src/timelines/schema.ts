import { z } from 'zod';
import { PageInput } from '../core/pagination.ts';

export const HomeInput = PageInput;

export const OnHomeInput = z.object({
  lastEventId: z.string().max(40).optional().describe('The id of the last event received; resumes after it.'),
});
