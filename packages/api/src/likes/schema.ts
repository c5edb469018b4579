import { z } from 'zod';
import { Id } from '../core/ids.ts';

export const LikeInput = z.object({ id: Id.describe('The tweet.') }).meta({ id: 'LikeInput' });
