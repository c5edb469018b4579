import { z } from 'zod';
import { Id } from '../ids.ts';

export const RetweetInput = z.object({ id: Id.describe('The tweet.') });
