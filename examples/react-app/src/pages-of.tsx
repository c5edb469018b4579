import type { ListResult } from '@dunlin/react';
import type { ReactNode } from 'react';

/** A list as far as it is there: its items, what is to come, and what went wrong. */
export function PagesOf<Item>({
  label,
  list,
  none,
  children,
}: {
  label: string;
  list: ListResult<Item, { message: string }>;
  /** What to say of a list without items. */
  none: string;
  children: ReactNode;
}) {
  const { items, isPending, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = list;
  return (
    <section aria-label={label} aria-busy={isPending || isFetchingNextPage}>
      {isPending && <p role="status">Loading…</p>}
      {!isPending && !error && items.length === 0 && <p>{none}</p>}
      {children}
      {error && (
        <p role="alert">
          {error.message}{' '}
          <button type="button" onClick={hasNextPage ? fetchNextPage : refetch}>
            Try again
          </button>
        </p>
      )}
      {hasNextPage && !error && (
        <button type="button" disabled={isFetchingNextPage} onClick={fetchNextPage}>
          More
        </button>
      )}
    </section>
  );
}
