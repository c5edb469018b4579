import type { ListResult } from '@dunlin/react';
import type { ReactNode } from 'react';
import { useWords } from '../words/words.tsx';
import { Loading } from './loading.tsx';
import { useErrorText } from './use-error-text.ts';
import { VirtualList } from './virtual-list.tsx';

/** A list as far as it is there: its items, what is to come, and what went wrong. */
export function PagesOf<Item>({ label, list, none, keyOf, errorAs, children }: PagesOfProps<Item>) {
  const words = useWords();
  const errorText = useErrorText();
  const { items, isPending, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = list;
  return (
    <section className="list" aria-label={label} aria-busy={isPending || isFetchingNextPage}>
      {isPending && <Loading />}
      {!isPending && !error && items.length === 0 && !hasNextPage && <div className="empty">{none}</div>}
      <VirtualList
        items={items}
        keyOf={keyOf}
        onEnd={hasNextPage && !error ? fetchNextPage : undefined}
        render={children}
      />
      {hasNextPage && !error && isFetchingNextPage && <Loading />}
      {error &&
        (errorAs?.(error) ?? (
          <div className="empty" role="alert">
            <p>{errorText(error)}</p>
            <button type="button" onClick={hasNextPage && items.length > 0 ? fetchNextPage : refetch}>
              {words.tryAgain}
            </button>
          </div>
        ))}
    </section>
  );
}

interface PagesOfProps<Item> {
  label: string;
  list: ListResult<Item, { code: string; message: string }>;
  /** What to say of a list without items. */
  none: ReactNode;
  keyOf: (item: Item) => string;
  /** What to show in place of an error that is to be expected. */
  errorAs?: (error: { code: string; message: string }) => ReactNode;
  children: (item: Item) => ReactNode;
}
