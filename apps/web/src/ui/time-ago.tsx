import { useSyncExternalStore } from 'react';
import { useWords } from '../words/words.tsx';
import { formatsOf } from './formats.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago something was, which moves on; its date in full where it is pointed at. */
export function TimeAgo({ at }: { at: string }) {
  const { language } = useWords();
  const now = useSyncExternalStore(everyMinute, currentMinute, endOfTime);
  const date = new Date(at);
  return (
    <time dateTime={at} title={formatsOf(language).moment.format(date)}>
      {toText(date, Math.max(now, date.getTime()), language)}
    </time>
  );
}

/** A moment in full. */
export function DateTime({ at }: { at: string }) {
  const { language } = useWords();
  return <time dateTime={at}>{formatsOf(language).moment.format(new Date(at))}</time>;
}

function toText(date: Date, now: number, language: string): string {
  const { ago, day, dayOfYear } = formatsOf(language);
  const ms = now - date.getTime();
  if (ms < minuteMs) return ago.format(0, 'second');
  if (ms < hourMs) return ago.format(-Math.floor(ms / minuteMs), 'minute');
  if (ms < dayMs) return ago.format(-Math.floor(ms / hourMs), 'hour');
  if (ms === Number.POSITIVE_INFINITY) return dayOfYear.format(date);
  if (ms < 7 * dayMs) return ago.format(-Math.floor(ms / dayMs), 'day');
  const isThisYear = new Date(now).getFullYear() === date.getFullYear();
  return (isThisYear ? day : dayOfYear).format(date);
}

/** One timer for all that is on the screen. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function everyMinute(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const tell of listeners) tell();
  }, minuteMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function currentMinute(): number {
  return Math.floor(Date.now() / minuteMs) * minuteMs;
}

/** What a server renders says its date: the page stays as it is, however long it is looked at. */
function endOfTime(): number {
  return Number.POSITIVE_INFINITY;
}
