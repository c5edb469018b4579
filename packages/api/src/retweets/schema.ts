import { z } from 'zod';
import { Id } from '../core/ids.ts';

export const RetweetInput = z.object({ id: Id.describe('The tweet.') }).meta({ id: 'RetweetInput' });
