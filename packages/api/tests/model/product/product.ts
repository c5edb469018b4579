import { type Caller, createTestApp, type TestApp, type TestUser } from '@dunlin/harness';
import { sql } from 'kysely';
import { defaultFeedSettings } from '../../../src/core/feed-settings.ts';
import { write } from '../../../src/core/mutation.ts';
import { recomputePopular } from '../../../src/feed/recompute-popular.ts';
import { appendEvents } from '../../../src/outbox/append.ts';
import { recomputeTrends } from '../../../src/trends/recompute-trends.ts';
import { reactivateAccount } from '../../../src/users/deactivation.ts';

/** An installation of its own, whose accounts and tweets are called as in the model. */
export interface Product extends AsyncDisposable {
  app: TestApp;
  admin: Caller;
  as(name: string): Caller;
  userOf(name: string): TestUser;
  /** The product's id of an account or tweet, and what the model calls an id. */
  idOf(name: string): string;
  nameOf(id: string): string;
  /** Names the tweet that is new, if there is one. */
  nameNew(): Promise<void>;
  /** What is done every few minutes. */
  rank(): Promise<void>;
  /** A new session for one who was suspended, or had left. */
  signIn(name: string): Promise<void>;
  /** Of one who has left; without the password, which it does not have. */
  comeBack(name: string): Promise<void>;
}

/** No score changes while a test runs. */
const feed = { ...defaultFeedSettings, halfLifeHours: 100_000 };
const settings = { checkAnswers: false, feed, accountDeletionDays: 30 };

export async function createProduct(names: readonly string[]): Promise<Product> {
  const app = await createTestApp({ settings });
  const [admin] = await app.createStaff('admin', 'an_admin');
  const users = new Map<string, TestUser>();
  const ids = new Map<string, string>();
  const namesById = new Map<string, string>();
  const call = (name: string, id: string) => {
    ids.set(name, id);
    namesById.set(id, name);
  };
  // One after the other, as ids are compared by their order.
  for (const name of names) {
    const [user] = await app.createUsers(name);
    users.set(name, user);
    call(name, user.id);
  }
  // Long ago: a new account counts less in trends.
  await app.db.updateTable('users').set({ createdAt: sql`now() - interval '30 days'` }).execute();
  const events = Array.from(users.values(), ({ id }) => ({ type: 'user.created', userId: id }) as const);
  await write(app.api.services, (writer) => appendEvents(writer, events));
  let tweets = 0;
  const signIn = async (name: string) => void users.set(name, await app.signIn(get(users, name)));
  return {
    app,
    admin: app.as(admin),
    as: (name) => app.as(get(users, name)),
    userOf: (name) => get(users, name),
    idOf: (name) => get(ids, name),
    nameOf: (id) => get(namesById, id),
    async nameNew() {
      const newest = await app.db.selectFrom('tweets').select('id').orderBy('id', 'desc').executeTakeFirst();
      if (newest && !namesById.has(newest.id)) {
        tweets += 1;
        call(`#${tweets}`, newest.id);
      }
    },
    async rank() {
      await recomputeTrends(app.api.services);
      await recomputePopular(app.api.services);
    },
    signIn,
    async comeBack(name) {
      await write(app.api.services, (writer) => reactivateAccount(writer, get(ids, name)));
      await signIn(name);
    },
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}

/** @throws when there is none. */
function get<Value>(values: ReadonlyMap<string, Value>, key: string): Value {
  const value = values.get(key);
  if (value === undefined) throw new RangeError(`there is no ${key}`);
  return value;
}
