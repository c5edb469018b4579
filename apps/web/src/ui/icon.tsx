/** Lines on a field of 24 by 24, of this page's own drawing. */
const lines = {
  bird: 'M3 14c4 1 6-1 7-3 1-3 3-5 6-5 2 0 3 1 3.5 2.5L22 10l-2.3.9C19.5 16 16 19.5 11 19.5c-2 0-3.5-.5-4.5-1.5l-3.5.5 1.5-2.5C3.5 15.5 3 14.7 3 14zM16.5 9.200v.1',
  home: 'M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z',
  spark: 'M12 3l2.2 6.300L21 12l-6.8 2.700L12 21l-2.2-6.300L3 12l6.8-2.700z',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5L21 21',
  bell: 'M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7zM10 20a2 2 0 0 0 4 0',
  bookmark: 'M6 4h12v17l-6-4.5L6 21z',
  person: 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4 21c0-4 3.5-6 8-6s8 2 8 6',
  settings:
    'M4 7h6M15 7h5M12.5 4.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M4 17h3M12 17h8M9.5 14.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5',
  pen: 'M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4',
  reply:
    'M20 11.5c0 4-3.6 7-8 7-1.2 0-2.4-.2-3.4-.6L4 19.5l1.3-3.700C4.5 14.5 4 13 4 11.5c0-4 3.6-7 8-7s8 3 8 7z',
  retweet: 'M7 4L4 7l3 3M4 7h12a3 3 0 0 1 3 3v1M17 20l3-3-3-3M20 17H8a3 3 0 0 1-3-3v-1',
  like: 'M12 20.5C5.5 16 3.5 12.5 3.5 9.3 3.5 6.8 5.4 5 7.7 5c1.8 0 3.4 1 4.3 2.700C12.9 6 14.5 5 16.3 5c2.3 0 4.2 1.8 4.2 4.3 0 3.2-2 6.7-8.5 11.200z',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  close: 'M5 5l14 14M19 5L5 19',
  back: 'M11 5l-7 7 7 7M4 12h16',
  picture: 'M4 5h16v14H4zM8.5 10.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM4 17l5-5 4 4 3-3 4 4',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  pin: 'M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.700L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.700L12 17',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3.5V7M16 3.5V7',
} as const;

export type IconName = keyof typeof lines;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={lines[name]} />
    </svg>
  );
}
