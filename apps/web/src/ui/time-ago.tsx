import { useSyncExternalStore } from 'react';
import { useWords } from '../words/words.tsx';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago something was, which moves on; its date in full where it is pointed at. */
export function TimeAgo({ at }: { at: string }) {
  const { language } = useWords();
  const now = useSyncExternalStore(everyMinute, currentMinute);
  const date = new Date(at);
  return (
    <time dateTime={at} title={dateFormat(language, 'full').format(date)}>
      {toText(date, Math.max(now, date.getTime()), language)}
    </time>
  );
}

/** A moment in full. */
export function DateTime({ at }: { at: string }) {
  const { language } = useWords();
  return <time dateTime={at}>{dateFormat(language, 'full').format(new Date(at))}</time>;
}

function toText(date: Date, now: number, language: string): string {
  const ms = now - date.getTime();
  if (ms < minuteMs) return ago(language, 0, 'second');
  if (ms < hourMs) return ago(language, -Math.floor(ms / minuteMs), 'minute');
  if (ms < dayMs) return ago(language, -Math.floor(ms / hourMs), 'hour');
  if (ms < 7 * dayMs) return ago(language, -Math.floor(ms / dayMs), 'day');
  const isThisYear = new Date(now).getFullYear() === date.getFullYear();
  return dateFormat(language, isThisYear ? 'day' : 'year').format(date);
}

function ago(language: string, value: number, unit: 'second' | 'minute' | 'hour' | 'day'): string {
  return new Intl.RelativeTimeFormat(language, { style: 'narrow', numeric: 'auto' }).format(value, unit);
}

const formats = {
  full: { dateStyle: 'medium', timeStyle: 'short' },
  day: { day: 'numeric', month: 'short' },
  year: { day: 'numeric', month: 'short', year: 'numeric' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

function dateFormat(language: string, format: keyof typeof formats): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, formats[format]);
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
