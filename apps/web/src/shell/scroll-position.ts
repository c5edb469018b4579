import { useEffect, useLayoutEffect, useRef } from 'react';
import { useLocation, useSearch } from 'wouter';

/** Where each page was scrolled to, by its address. */
const positions = new Map<string, number>();
let isReturn = false;

/** Begins to tell going back from going on. wouter has `history` tell of what is pushed. */
export function followHistory(): void {
  history.scrollRestoration = 'manual';
  addEventListener('popstate', () => {
    isReturn = true;
  });
  addEventListener('pushState', () => {
    isReturn = false;
  });
}

/** A page begins at its top, and one that is returned to where it was. */
export function useScrollPosition(): void {
  const [path] = useLocation();
  const address = `${path}?${useSearch()}`;
  useLayoutEffect(() => {
    scrollTo(0, isReturn ? (positions.get(address) ?? 0) : 0);
    const note = () => void positions.set(address, scrollY);
    addEventListener('scroll', note, { passive: true });
    return () => removeEventListener('scroll', note);
  }, [address]);
}

/** Who does not see that another page has come is told by where the focus is: at its beginning. */
export function useFocusOnPage(): void {
  const [path] = useLocation();
  const seen = useRef(path);
  useEffect(() => {
    if (seen.current === path) return;
    seen.current = path;
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [path]);
}
