import { authRouter } from './auth/router.ts';
import { bookmarksRouter } from './bookmarks/router.ts';
import { followsRouter } from './follows/router.ts';
import { likesRouter } from './likes/router.ts';
import { moderationRouter } from './moderation/router.ts';
import { retweetsRouter } from './retweets/router.ts';
import { timelinesRouter } from './timelines/router.ts';
import { router } from './trpc.ts';
import { tweetsRouter } from './tweets/router.ts';
import { usersRouter } from './users/router.ts';

/** Everything the API can do, a line a feature. */
export const appRouter = router({
  auth: authRouter,
  users: usersRouter,
  follows: followsRouter,
  tweets: tweetsRouter,
  likes: likesRouter,
  retweets: retweetsRouter,
  bookmarks: bookmarksRouter,
  timelines: timelinesRouter,
  moderation: moderationRouter,
});

export type AppRouter = typeof appRouter;
