export { useClient } from './dunlin-context.ts';
export { DunlinProvider, type DunlinProviderProps } from './dunlin-provider.tsx';
export { type HomeResult, useHome, useSuspenseHome } from './live/use-home.ts';
export type { NewItemsResult } from './live/use-new-items.ts';
export { useNotifications, useUnread } from './live/use-notifications.ts';
export { useThread } from './live/use-thread.ts';
export { useTweetSearch } from './live/use-tweet-search.ts';
export { useUserTweets } from './live/use-user-tweets.ts';
export type {
  AnswerOf,
  ErrorOf,
  InputArgument,
  InputOf,
  ItemOf,
  ListOperation,
  ReadOperation,
  StreamErrorOf,
  WriteOperation,
} from './operation.ts';
export { type UseEntity, useTweet, useUser } from './queries/use-entity.ts';
export { type ListResult, useList, useSuspenseList } from './queries/use-list.ts';
export { useViewer } from './queries/use-viewer.ts';
export type { Live } from './store/entity.ts';
export { useSession } from './use-session.ts';
export { useBookmark, useLike, useRetweet } from './writes/tweet-toggles.ts';
export { useDeleteTweet } from './writes/use-delete-tweet.ts';
export { isProvisional, usePost } from './writes/use-post.ts';
export type { ToggleResult } from './writes/use-toggle.ts';
export { useWrite } from './writes/use-write.ts';
export { useBlock, useFollow, useMute } from './writes/user-toggles.ts';
