import { adminRouter } from './admin/router.ts';
import { analyticsRouter } from './analytics/router.ts';
import { authRouter } from './auth/router.ts';
import { bookmarksRouter } from './bookmarks/router.ts';
import { router } from './core/trpc.ts';
import { feedRouter } from './feed/router.ts';
import { followsRouter } from './follows/router.ts';
import { hashtagsRouter } from './hashtags/router.ts';
import { likesRouter } from './likes/router.ts';
import { mediaRouter } from './media/router.ts';
import { moderationRouter } from './moderation/router.ts';
import { notificationsRouter } from './notifications/router.ts';
import { retweetsRouter } from './retweets/router.ts';
import { searchRouter } from './search/router.ts';
import { suspensionRouter } from './suspension/router.ts';
import { timelinesRouter } from './timelines/router.ts';
import { trendsRouter } from './trends/router.ts';
import { tweetsRouter } from './tweets/router.ts';
import { usersRouter } from './users/router.ts';

/** Everything the API can do, a line a feature. */
export const appRouter = router({
  auth: authRouter,
  suspension: suspensionRouter,
  users: usersRouter,
  follows: followsRouter,
  tweets: tweetsRouter,
  likes: likesRouter,
  retweets: retweetsRouter,
  bookmarks: bookmarksRouter,
  timelines: timelinesRouter,
  notifications: notificationsRouter,
  feed: feedRouter,
  trends: trendsRouter,
  analytics: analyticsRouter,
  search: searchRouter,
  hashtags: hashtagsRouter,
  moderation: moderationRouter,
  admin: adminRouter,
  media: mediaRouter,
});

export type AppRouter = typeof appRouter;
