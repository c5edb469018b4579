import { z } from 'zod';
import { Id } from '../ids.ts';
import { PageInput } from '../pagination.ts';

export const BookmarkInput = z.object({ id: Id.describe('The tweet.') });
export const ListBookmarksInput = PageInput;
