import { authRouter } from './auth/router.ts';
import { followsRouter } from './follows/router.ts';
import { likesRouter } from './likes/router.ts';
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
  timelines: timelinesRouter,
});

export type AppRouter = typeof appRouter;
