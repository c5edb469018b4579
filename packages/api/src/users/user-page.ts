import { listPage, type Page, type PageRequest, type Position } from '../core/pagination.ts';
import type { QueryContext } from '../core/trpc.ts';
import { presentUsers, type ShowUsersOptions } from './present.ts';
import type { User } from './schema.ts';

/** A page of a list of users: `read` gives their ids, or rows that stand in the list under an id of their own. */
export function listUserPage(
  ctx: QueryContext,
  input: PageRequest,
  { list, read, ...options }: UserList,
): Promise<Page<User>> {
  return listPage(ctx, input, {
    ...{ list, read },
    present: (rows) =>
      presentUsers(
        ctx,
        rows.map(({ id, userId = id }) => userId),
        options,
      ),
  });
}

interface UserList extends ShowUsersOptions {
  /** Endpoint and filter that the cursor is bound to. */
  list: string;
  read: (position: Position) => Promise<{ id: string; userId?: string }[]>;
}
