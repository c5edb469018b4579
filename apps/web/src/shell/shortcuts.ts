import { useEffect, useEffectEvent } from 'react';
import { useLocation } from 'wouter';
import { pages } from '../paths.ts';

/** What the keys `j k l r t n / ?` do, wherever nobody is writing. */
export function useShortcuts(acts: { compose: () => void; help: () => void }): void {
  const [, navigate] = useLocation();
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.metaKey || event.ctrlKey || event.altKey || isBusy(event.target)) return;
    const keys: Record<string, () => void> = {
      j: () => focusTweet(1),
      k: () => focusTweet(-1),
      l: () => clickInTweet('like'),
      r: () => clickInTweet('reply'),
      t: () => clickInTweet('retweet'),
      n: acts.compose,
      '/': () => focusSearch(() => navigate(pages.search)),
      '?': acts.help,
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}

function isBusy(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.matches('input, textarea, select, [contenteditable]') || target.closest('dialog') !== null)
  );
}

/** To the next tweet on the screen, or to the first that can be seen. */
function focusTweet(step: 1 | -1): void {
  const tweets = [...document.querySelectorAll<HTMLElement>('article[data-tweet]')];
  const current = tweets.findIndex((tweet) => tweet.contains(document.activeElement));
  const next =
    current === -1 ? tweets.find((tweet) => tweet.getBoundingClientRect().top >= 0) : tweets[current + step];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: 'center' });
}

function clickInTweet(act: string): void {
  const tweet = document.activeElement?.closest('article[data-tweet]');
  tweet?.querySelector<HTMLElement>(`[data-act="${act}"]`)?.click();
}

function focusSearch(openSearch: () => void): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input[type=search]')];
  const field = fields.find((input) => input.checkVisibility());
  if (field) field.focus();
  else openSearch();
}
