import type { ClientSession } from './client-session.ts';
import type { Operations } from './generated/operations.ts';
import type { ClientConnection } from './line.ts';

/**
 * Everything that the API can do. Each operation is a function of its input and of options: a read or write resolves to
 * its answer, a list also has `pages` and `items`, a live stream (`onX`) is an async iterable of events. The functions need
 * no `this`, and can be replaced, as for tests. Files are uploaded by `uploadMedia` of `@dunlin/sdk/upload`.
 */
export interface DunlinClient extends Operations {
  /** Who is signed in, here and in all tabs. */
  session: ClientSession;
  /** Whether the server can be reached. */
  connection: ClientConnection;
}
