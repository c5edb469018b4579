import { z } from 'zod';
import { Id } from '../ids.ts';

export const FollowInput = z.object({ id: Id.describe('The user to follow.') });
