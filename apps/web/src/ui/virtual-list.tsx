import { useWindowVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';

/** How tall the items of each address were, so that a list that is returned to is as tall as it was. */
const measured = new Map<string, VirtualItem[]>();
const itemHeight = 140;

/** Only the items near the screen are in the document, however many there are. */
export function VirtualList<Item>({ items, keyOf, onEnd, render }: VirtualListProps<Item>) {
  const address = `${useLocation()[0]}?${useSearch()}`;
  const container = useRef<HTMLDivElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const top = container.current?.getBoundingClientRect().top ?? 0;
    setScrollMargin(top + scrollY);
  }, [items.length === 0]);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => itemHeight,
    overscan: 6,
    scrollMargin,
    // `as`: the virtualizer asks for items that there are.
    getItemKey: (index) => keyOf(items[index] as Item),
    initialMeasurementsCache: measured.get(address) ?? [],
  });
  useEffect(() => () => void measured.set(address, virtualizer.measurementsCache), [address, virtualizer]);
  const shown = virtualizer.getVirtualItems();
  const isNearEnd = (shown.at(-1)?.index ?? -1) >= items.length - 1;
  useEffect(() => {
    if (isNearEnd) onEnd?.();
  }, [isNearEnd, onEnd, items.length]);
  return (
    <div ref={container} className="virtual" style={{ height: virtualizer.getTotalSize() }}>
      <div style={{ transform: `translateY(${(shown[0]?.start ?? scrollMargin) - scrollMargin}px)` }}>
        {shown.map(({ index, key }) => (
          <div key={key} ref={virtualizer.measureElement} data-index={index}>
            {render(items[index] as Item)}
          </div>
        ))}
      </div>
    </div>
  );
}

interface VirtualListProps<Item> {
  items: readonly Item[];
  keyOf: (item: Item) => string;
  /** Asks for more; undefined when there is no more. */
  onEnd: (() => void) | undefined;
  render: (item: Item) => ReactNode;
}
