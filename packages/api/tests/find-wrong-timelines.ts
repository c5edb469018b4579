import type { TestApp, TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { foldRepeats } from './fold-repeats.ts';
import { readWholeList } from './read-whole-list.ts';

/** Home timelines that do not show, newest first and once each, the tweets of the user and of whom the user follows. */
export async function findWrongTimelines(app: TestApp, users: readonly TestUser[]): Promise<WrongTimeline[]> {
  const timelines = await Promise.all(
    users.map(async ({ username, ...user }) => {
      const shown = await readWholeList(app.as({ username, ...user }).timelines.home, { limit: 7 });
      return { username, shown: shown.map(({ id }) => id), expected: await listTruth(app, user.id) };
    }),
  );
  return timelines.filter(({ shown, expected }) => shown.join() !== expected.join());
}

async function listTruth({ db }: TestApp, userId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string; originalId: string }>`
    select tweets.id, coalesce(retweet_of_id, tweets.id) as "originalId" from tweets join users on users.id = author_id
    where tweets.deleted_at is null and users.deleted_at is null
      and (author_id = ${userId} or author_id in (select followee_id from follows where follower_id = ${userId}))
    order by tweets.id desc`.execute(db);
  return foldRepeats(rows);
}

interface WrongTimeline {
  username: string;
  shown: string[];
  expected: string[];
}
