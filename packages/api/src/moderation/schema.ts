import { z } from 'zod';
import { Id } from '../ids.ts';
import { PageInput } from '../pagination.ts';

export const OtherUserInput = z.object({ id: Id.describe('The other user.') });
export const ListBoundariesInput = PageInput;
