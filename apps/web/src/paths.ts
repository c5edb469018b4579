/** The addresses of the pages. A server answers these, and no others, with the app. */
export const pages = {
  home: '/',
  feed: '/feed',
  notifications: '/notifications',
  search: '/search',
  trends: '/trends',
  tag: '/tags/:tag',
  bookmarks: '/bookmarks',
  followRequests: '/follow-requests',
  analytics: '/analytics',
  settings: '/settings',
  settingsOf: '/settings/:section',
  moderation: '/moderation',
  moderationOf: '/moderation/:section',
  signIn: '/sign-in',
  signUp: '/sign-up',
  profile: '/@:username',
  thread: '/@:username/:id',
} as const;

export function profilePath({ username }: { username: string }): string {
  return `/@${username}`;
}

/** What follows a profile's name and is no id: one of its lists. */
export const profileLists = ['replies', 'media', 'likes', 'followers', 'following'] as const;
export type ProfileList = (typeof profileLists)[number];

/** Those that visitors see. */
export const openLists = ['replies'] as const satisfies readonly ProfileList[];
export type OpenList = (typeof openLists)[number];

export function threadPath({ id, author }: { id: string; author: { username: string } }): string {
  return `${profilePath(author)}/${id}`;
}

export function searchPath(q: string, kind: SearchKind = 'tweets'): string {
  const query = new URLSearchParams({ q, ...(kind !== 'tweets' && { kind }) });
  return `${pages.search}?${query}`;
}

/** What carries a hashtag; without its sign. */
export function tagPath(tag: string): string {
  return `/tags/${encodeURIComponent(tag)}`;
}

export const searchKinds = ['tweets', 'users', 'hashtags'] as const;
export type SearchKind = (typeof searchKinds)[number];
