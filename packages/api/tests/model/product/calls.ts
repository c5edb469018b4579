import { describeError } from '@dunlin/api';
import type { Caller } from '@dunlin/harness';
import { endSuspensions } from '../../../src/admin/end-suspensions.ts';
import type { Act, Verb } from '../rules/acts.ts';
import { reasonOf } from '../rules/reports.ts';
import type { Refusal } from '../rules/world.ts';
import { toText } from '../text.ts';
import type { Product } from './product.ts';

/** What the product answers to an act. */
export async function call(product: Product, verb: Verb, act: Act): Promise<Refusal> {
  try {
    await calls[verb](product, act);
    return;
  } catch (error) {
    return describeError(error).code;
  }
}

const byAccount = (call: (caller: Caller, id: string) => Promise<unknown>) => (product: Product, act: Act) =>
  call(product.as(act.by.name), product.idOf(act.to.name));
const byTweet = (call: (caller: Caller, id: string) => Promise<unknown>) => (product: Product, act: Act) =>
  call(product.as(act.by.name), product.idOf(act.tweet.name));
const write =
  (call: (caller: Caller, draft: { id: string; text: string }) => Promise<unknown>) =>
  (product: Product, { by, tweet, content }: Act) =>
    call(product.as(by.name), { id: product.idOf(tweet.name), text: toText(content) });

const calls: Record<Verb, (product: Product, act: Act) => Promise<unknown>> = {
  post: ({ as }, { by, content }) => as(by.name).tweets.create({ text: toText(content) }),
  reply: write(({ tweets }, { id, text }) => tweets.create({ text, replyToId: id })),
  quote: write(({ tweets }, { id, text }) => tweets.create({ text, quotedId: id })),
  edit: write(({ tweets }, draft) => tweets.update(draft)),
  retweet: byTweet(({ retweets }, id) => retweets.create({ id })),
  unretweet: byTweet(({ retweets }, id) => retweets.delete({ id })),
  delete: byTweet(({ tweets }, id) => tweets.delete({ id })),
  like: byTweet(({ likes }, id) => likes.create({ id })),
  unlike: byTweet(({ likes }, id) => likes.delete({ id })),
  bookmark: byTweet(({ bookmarks }, id) => bookmarks.create({ id })),
  unbookmark: byTweet(({ bookmarks }, id) => bookmarks.delete({ id })),
  follow: byAccount(({ follows }, id) => follows.create({ id })),
  unfollow: byAccount(({ follows }, id) => follows.delete({ id })),
  removeFollower: byAccount(({ follows }, id) => follows.removeFollower({ id })),
  async accept(product, act) {
    return product.as(act.by.name).follows.requests.accept({ id: await findRequest(product, act) });
  },
  async reject(product, act) {
    return product.as(act.by.name).follows.requests.reject({ id: await findRequest(product, act) });
  },
  block: byAccount(({ moderation }, id) => moderation.block({ id })),
  unblock: byAccount(({ moderation }, id) => moderation.unblock({ id })),
  mute: byAccount(({ moderation }, id) => moderation.mute({ id })),
  unmute: byAccount(({ moderation }, id) => moderation.unmute({ id })),
  read: ({ as }, { by }) => as(by.name).notifications.markRead({}),
  reportTweet: (product, act) =>
    product.as(act.by.name).moderation.report({
      tweetId: product.idOf(act.tweet.name),
      reason: reasonOf(act.content),
    }),
  reportAccount: (product, act) =>
    product.as(act.by.name).moderation.report({
      userId: product.idOf(act.to.name),
      reason: reasonOf(act.content),
    }),
  dismissReport: resolveReport('dismiss'),
  removeReported: resolveReport('removeTweet'),
  suspendReported: resolveReport('suspendUser'),
  lock: setPrivate(true),
  unlock: setPrivate(false),
  suspend: ({ admin, idOf }, { to }) => admin.admin.users.suspend({ id: idOf(to.name), reason: 'spam' }),
  suspendForAnHour: ({ admin, idOf }, { to }) =>
    admin.admin.users.suspend({
      ...{ id: idOf(to.name), reason: 'spam' },
      until: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  async restore(product, { to }) {
    await product.admin.admin.users.restore({ id: product.idOf(to.name) });
    await product.signIn(to.name);
  },
  leave: ({ as, idOf }, { by }) => as(by.name).users.delete({ id: idOf(by.name) }),
  comeBack: (product, { to }) => product.comeBack(to.name),
  async expire(product, { to }) {
    const { db, api } = product.app;
    await db
      .updateTable('users')
      .set({ suspendedUntil: new Date() })
      .where('id', '=', product.idOf(to.name))
      .where('suspendedUntil', 'is not', null)
      .execute();
    await endSuspensions(api.services);
    await product.signIn(to.name);
  },
  removeTweet: ({ admin, idOf }, { tweet }) =>
    admin.admin.tweets.remove({ id: idOf(tweet.name), reason: 'spam' }),
  restoreTweet: ({ admin, idOf }, { tweet }) => admin.admin.tweets.restore({ id: idOf(tweet.name) }),
};

function setPrivate(isPrivate: boolean) {
  return ({ as, idOf }: Product, { by }: Act) =>
    as(by.name).users.update({ id: idOf(by.name), private: isPrivate });
}

/** The oldest; an id that none has, where there is none. */
function resolveReport(action: 'dismiss' | 'removeTweet' | 'suspendUser') {
  return async ({ admin: { admin } }: Product) => {
    const [report] = (await admin.reports.list({ status: 'open', limit: 1 })).items;
    await admin.reports.resolve({ id: report?.id ?? '1', action });
  };
}

/** An id that no request has, where there is none. */
async function findRequest({ app, idOf }: Product, { by, to }: Act): Promise<string> {
  const request = await app.db
    .selectFrom('followRequests')
    .select('id')
    .where('followerId', '=', idOf(to.name))
    .where('followeeId', '=', idOf(by.name))
    .executeTakeFirst();
  return request?.id ?? '1';
}
