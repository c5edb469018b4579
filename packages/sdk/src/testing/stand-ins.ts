import type { DunlinError, ErrorCodeOf, Operations, Page } from '@dunlin/sdk';

/** What a test has instead of some of the operations, by their names. */
export type StandIns<Level = Operations> = {
  [Name in keyof Level]?: Level[Name] extends (...args: never[]) => unknown
    ? StandIn<Level[Name]>
    : StandIns<Level[Name]>;
};

/**
 * A function as the operation itself, an error that it fails with, or, for a list, all its items. A function for a
 * list gives one page; `pages` and `items` go by it.
 */
export type StandIn<Operation extends (...args: never[]) => unknown> =
  | DunlinError<ErrorCodeOf<Operation>>
  | (Operation extends { items(...args: never[]): AsyncGenerator<infer Item> }
      ? readonly Item[] | ((...args: Parameters<Operation>) => Promise<Page<Item>>)
      : Operation);
