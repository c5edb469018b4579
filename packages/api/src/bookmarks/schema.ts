import { z } from 'zod';
import { Id } from '../core/ids.ts';
import { PageInput } from '../core/pagination.ts';

export const BookmarkInput = z.object({ id: Id.describe('The tweet.') }).meta({ id: 'BookmarkInput' });
export const ListBookmarksInput = PageInput;
