import { createTestApp, type TestUser } from '@dunlin/harness';
import { createRandom } from '@dunlin/harness/create-random';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { write } from '../src/core/mutation.ts';
import { trimTimelines } from '../src/timelines/trim.ts';
import { reactivateAccount } from '../src/users/deactivation.ts';
import { foldRepeats } from './fold-repeats.ts';
import { readWholeList } from './read-whole-list.ts';

const settings = { timelineMaxEntries: 6, timelineReserve: 4, fanOutSliceSize: 2, accountDeletionDays: 30 };
const app = await createTestApp({ settings });
afterAll(async () => {
  expect(app.errors).toEqual([]);
  await app[Symbol.asyncDispose]();
});

test.each([1, 2, 3])(
  'whatever is done, homes show the newest that can be shown (history %i)',
  async (seed) => {
    const random = createRandom(seed * 7919);
    const users = await app.createUsers(
      ...Array.from({ length: 5 }, (_, number) => `random${seed}_${number}`),
    );
    const [admin] = await app.createStaff('admin', `random${seed}_admin`);
    const guest = await createGuest(seed);
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];
    const history: string[] = [];
    for (let step = 0; step < 150; step += 1) {
      const [user = admin, other = admin] = [pick(users), pick([...users, guest])];
      const name = pick(Object.keys(acts)) ?? '';
      const tweetId = pick(await listLiving()) ?? '1';
      history.push(`${user.username} ${name} ${other.username} ${tweetId}`);
      // What is not allowed changes nothing.
      await acts[name]?.({ user, other, admin, guest, tweetId }).catch(() => {});
      if (step % 3 > 0) continue;
      await app.drain();
      for (const viewer of users) {
        const [shown, truth] = [await homeOf(viewer), await truthFor(viewer)];
        expect(shown, history.join('\n')).toEqual(foldRepeats(truth).slice(0, shown.length));
        const least = foldRepeats(truth.slice(0, settings.timelineMaxEntries));
        expect(shown.length, history.join('\n')).toBeGreaterThanOrEqual(least.length);
      }
      const ids = users.map(({ id }) => id);
      await trimTimelines(app.db, ids, {
        maxEntries: settings.timelineMaxEntries + settings.timelineReserve,
      });
    }
  },
);

const acts: Record<string, (act: Act) => Promise<unknown>> = {
  post: ({ user }) => app.as(user).tweets.create({ text: 'posted' }),
  postMore: ({ user }) => app.as(user).tweets.create({ text: 'posted too' }),
  retweet: ({ user, tweetId }) => app.as(user).retweets.create({ id: tweetId }),
  delete: ({ user, tweetId }) => app.as(user).tweets.delete({ id: tweetId }),
  follow: ({ user, other }) => app.as(user).follows.create({ id: other.id }),
  followToo: ({ user, other }) => app.as(user).follows.create({ id: other.id }),
  unfollow: ({ user, other }) => app.as(user).follows.delete({ id: other.id }),
  accept: async ({ user }) => {
    for (const { id } of (await app.as(user).follows.requests.list({})).items)
      await app.as(user).follows.requests.accept({ id });
  },
  mute: ({ user, other }) => app.as(user).moderation.mute({ id: other.id }),
  unmute: ({ user, other }) => app.as(user).moderation.unmute({ id: other.id }),
  block: ({ user, other }) => app.as(user).moderation.block({ id: other.id }),
  unblock: ({ user, other }) => app.as(user).moderation.unblock({ id: other.id }),
  suspend: ({ admin, guest }) => app.as(admin).admin.users.suspend({ id: guest.id, reason: 'spam' }),
  restore: ({ admin, guest }) => app.as(admin).admin.users.restore({ id: guest.id }),
  leave: async ({ guest }) => app.as(await app.signIn(guest)).users.delete({ id: guest.id }),
  comeBack: ({ guest }) => write(app.api.services, (writer) => reactivateAccount(writer, guest.id)),
  lock: ({ user }) => app.as(user).users.update({ id: user.id, private: true }),
  unlock: ({ user }) => app.as(user).users.update({ id: user.id, private: false }),
};

/** One who has written, and then is suspended and restored, leaves and comes back: both end sessions. */
async function createGuest(seed: number): Promise<TestUser> {
  const [guest] = await app.createUsers(`random${seed}_guest`);
  for (let number = 0; number < 8; number += 1) await app.as(guest).tweets.create({ text: 'by a guest' });
  return guest;
}

async function homeOf(viewer: TestUser): Promise<string[]> {
  const tweets = await readWholeList(app.as(viewer).timelines.home, { limit: 2 });
  return tweets.map(({ id }) => id);
}

/** From the rules in words: what the viewer and followees wrote, but nothing of, or repeated of, whom the viewer is kept from. */
async function truthFor({ id }: TestUser): Promise<Parameters<typeof foldRepeats>[0]> {
  const { rows } = await sql<{ id: string; originalId: string }>`
    with kept_from as (
      select id from users where deleted_at is not null or suspended_at is not null or deletion_due_at is not null
      union select muted_id from mutes where muter_id = ${id}
      union select blocked_id from blocks where blocker_id = ${id}
      union select blocker_id from blocks where blocked_id = ${id}
    ), followees as (select followee_id as id from follows where follower_id = ${id})
    select tweets.id, coalesce(original.id, tweets.id) as "originalId"
    from tweets left join tweets as original on original.id = tweets.retweet_of_id
    where tweets.deleted_at is null and original.deleted_at is null
      and (tweets.author_id = ${id} or tweets.author_id in (select id from followees))
      and tweets.author_id not in (select id from kept_from)
      and coalesce(original.author_id not in (select id from kept_from), true)
      and coalesce(original.author_id = ${id} or original.author_id in (
        select id from users where not private union select id from followees
      ), true)
    order by tweets.id desc`.execute(app.db);
  return rows;
}

async function listLiving(): Promise<string[]> {
  const rows = await app.db.selectFrom('tweets').select('id').where('deletedAt', 'is', null).execute();
  return rows.map(({ id }) => id);
}

interface Act {
  user: TestUser;
  other: TestUser;
  admin: TestUser;
  guest: TestUser;
  tweetId: string;
}
