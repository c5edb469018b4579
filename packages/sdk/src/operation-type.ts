import type { AppRouter } from '@dunlin/api';

export type Routes = AppRouter['_def']['record'];

/** Dotted names of the operations of one type, such as `tweets.create`. */
export type PathOf<Type extends OperationType, Level = Routes, Prefix extends string = ''> = {
  [Name in keyof Level & string]: Level[Name] extends { _def: { type: infer Actual } }
    ? Actual extends Type
      ? `${Prefix}${Name}`
      : never
    : PathOf<Type, Level[Name], `${Prefix}${Name}.`>;
}[keyof Level & string];

export type OperationType = 'query' | 'mutation' | 'subscription';

/** A call names an operation and not its type, which decides how it is sent: whatever is not here is a query. */
const otherThanQueries: Record<PathOf<'mutation'>, 'mutation'> &
  Record<PathOf<'subscription'>, 'subscription'> = {
  'auth.register': 'mutation',
  'auth.login': 'mutation',
  'auth.refresh': 'mutation',
  'auth.logout': 'mutation',
  'auth.changePassword': 'mutation',
  'auth.sessions.revoke': 'mutation',
  'suspension.get': 'mutation',
  'suspension.appeal': 'mutation',
  'suspension.export': 'mutation',
  'suspension.deleteAccount': 'mutation',
  'users.update': 'mutation',
  'users.delete': 'mutation',
  'follows.create': 'mutation',
  'follows.delete': 'mutation',
  'follows.removeFollower': 'mutation',
  'follows.requests.accept': 'mutation',
  'follows.requests.reject': 'mutation',
  'tweets.create': 'mutation',
  'tweets.update': 'mutation',
  'tweets.delete': 'mutation',
  'tweets.deleteVersion': 'mutation',
  'tweets.detachQuote': 'mutation',
  'tweets.onThread': 'subscription',
  'likes.create': 'mutation',
  'likes.delete': 'mutation',
  'retweets.create': 'mutation',
  'retweets.delete': 'mutation',
  'bookmarks.create': 'mutation',
  'bookmarks.delete': 'mutation',
  'moderation.report': 'mutation',
  'moderation.appeal': 'mutation',
  'admin.reports.resolve': 'mutation',
  'admin.users.suspend': 'mutation',
  'admin.users.restore': 'mutation',
  'admin.users.verify': 'mutation',
  'admin.users.unverify': 'mutation',
  'admin.users.setRole': 'mutation',
  'admin.tweets.remove': 'mutation',
  'admin.tweets.restore': 'mutation',
  'admin.tweets.hideFromTrends': 'mutation',
  'admin.tweets.showInTrends': 'mutation',
  'admin.trends.hideHashtag': 'mutation',
  'admin.trends.showHashtag': 'mutation',
  'admin.appeals.resolve': 'mutation',
  'moderation.block': 'mutation',
  'moderation.unblock': 'mutation',
  'moderation.mute': 'mutation',
  'moderation.unmute': 'mutation',
  'timelines.onHome': 'subscription',
  'notifications.markRead': 'mutation',
  'media.update': 'mutation',
  'media.delete': 'mutation',
  'notifications.onNew': 'subscription',
};

const types = new Map<string, OperationType>(Object.entries(otherThanQueries));

export function operationType(path: string): OperationType {
  return types.get(path) ?? 'query';
}
