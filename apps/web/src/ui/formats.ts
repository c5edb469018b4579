/** How numbers, dates and lists are written in a language. Making one takes longer than rendering what it is for. */
export interface Formats {
  count: Intl.NumberFormat;
  list: Intl.ListFormat;
  ago: Intl.RelativeTimeFormat;
  moment: Intl.DateTimeFormat;
  day: Intl.DateTimeFormat;
  dayOfYear: Intl.DateTimeFormat;
  month: Intl.DateTimeFormat;
}

const made = new Map<string, Formats>();

export function formatsOf(language: string): Formats {
  const formats = made.get(language) ?? createFormats(language);
  made.set(language, formats);
  return formats;
}

function createFormats(language: string): Formats {
  const date = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
  return {
    count: new Intl.NumberFormat(language, { notation: 'compact' }),
    list: new Intl.ListFormat(language),
    ago: new Intl.RelativeTimeFormat(language, { style: 'narrow', numeric: 'auto' }),
    moment: date({ dateStyle: 'medium', timeStyle: 'short' }),
    day: date({ day: 'numeric', month: 'short' }),
    dayOfYear: date({ day: 'numeric', month: 'short', year: 'numeric' }),
    month: date({ month: 'long', year: 'numeric' }),
  };
}
