import { z } from 'zod';

export const CheckpointEvent = z.strictObject({ type: z.literal('checkpoint') }).meta({
  id: 'CheckpointEvent',
  description:
    'All that came before has been delivered; a client that has only this to resume from misses nothing.',
});

export const GapEvent = z.strictObject({ type: z.literal('gap') }).meta({
  id: 'GapEvent',
  description: 'More was missed than the server kept: read the list again.',
});
