import type { TestApp, TestUser } from '@dunlin/harness';

const listSize = 9;

export interface List {
  /** In the order in which they were added. */
  items: string[];
  add(): Promise<string>;
  newestFirst: boolean;
  read(page: {
    limit: number;
    cursor?: string;
  }): Promise<{ items: { id: string }[]; nextCursor: string | null }>;
}

const names = (prefix: string) => Array.from({ length: listSize }, (_, index) => `${prefix}${index}`);

/** Each list with its items in order, and a write that adds one more to it. */
export const lists: Record<string, (app: TestApp) => Promise<List>> = {
  async home(app) {
    const [reader, writer] = await app.createUsers('home_reader', 'home_writer');
    await app.as(reader).follows.create({ id: writer.id });
    const add = async () => {
      const { id } = await app.as(writer).tweets.create({ text: 'for all my followers' });
      await app.drain();
      return id;
    };
    return newestFirst(add, app.as(reader).timelines.home);
  },
  async 'tweets of a user'(app) {
    const [author] = await app.createUsers('author');
    const add = async () => (await app.as(author).tweets.create({ text: 'mine' })).id;
    const { users } = app.as(author);
    return newestFirst(add, (page) => users.tweets({ id: author.id, ...page }));
  },
  async 'replies of a user'(app) {
    const [author] = await app.createUsers('answerer');
    const { id } = await app.as(author).tweets.create({ text: 'root' });
    const add = async () => (await app.as(author).tweets.create({ text: 'reply', replyToId: id })).id;
    const { users } = app.as(author);
    return newestFirst(add, (page) => users.tweets({ id: author.id, only: 'replies', ...page }));
  },
  async replies(app) {
    const [author] = await app.createUsers('replier');
    const { id } = await app.as(author).tweets.create({ text: 'root' });
    const add = async () => (await app.as(author).tweets.create({ text: 'reply', replyToId: id })).id;
    const { tweets } = app.as(author);
    return newestFirst(add, (page) => tweets.replies({ id, ...page }));
  },
  async thread(app) {
    const [author] = await app.createUsers('threader');
    const { id } = await app.as(author).tweets.create({ text: 'root' });
    const add = async () => (await app.as(author).tweets.create({ text: 'reply', replyToId: id })).id;
    const { tweets } = app.as(author);
    return {
      items: [id, ...(await addMany(add))],
      add,
      newestFirst: false,
      read: (page) => tweets.thread({ id, ...page }),
    };
  },
  async history(app) {
    const [author] = await app.createUsers('editor');
    const { id } = await app.as(author).tweets.create({ text: 'version 1' });
    let version = 0;
    const add = async () => {
      version += 1;
      await app.as(author).tweets.update({ id, text: `version ${version + 1}` });
      return String(version);
    };
    return newestFirst(add, async (page) => {
      const { items, nextCursor } = await app.as(author).tweets.history({ id, ...page });
      return { items: items.map((item) => ({ id: String(item.version) })), nextCursor };
    });
  },
  async likers(app) {
    const fans = await app.createUsers(...names('liker'), ...names('late_liker'));
    const { id } = await app.as(firstOf(fans)).tweets.create({ text: 'like me' });
    const add = everyOne(fans, (fan) => app.as(fan).likes.create({ id }));
    const { tweets } = app.as(firstOf(fans));
    return newestFirst(add, (page) => tweets.likers({ id, ...page }));
  },
  async 'likes of a user'(app) {
    const [fan] = await app.createUsers('fan');
    const add = async () => {
      const { id } = await app.as(fan).tweets.create({ text: 'I like it' });
      await app.as(fan).likes.create({ id });
      return id;
    };
    const { users } = app.as(fan);
    return newestFirst(add, (page) => users.likes({ id: fan.id, ...page }));
  },
  async followers(app) {
    const fans = await app.createUsers(...names('follower'), ...names('late_follower'));
    const [star] = await app.createUsers('star');
    const add = everyOne(fans, (fan) => app.as(fan).follows.create({ id: star.id }));
    const { users } = app.as(star);
    return newestFirst(add, (page) => users.followers({ id: star.id, ...page }));
  },
  async following(app) {
    const stars = await app.createUsers(...names('followee'), ...names('late_followee'));
    const [fan] = await app.createUsers('follows_all');
    const add = everyOne(stars, (star) => app.as(fan).follows.create({ id: star.id }));
    const { users } = app.as(fan);
    return newestFirst(add, (page) => users.following({ id: fan.id, ...page }));
  },
  async retweeters(app) {
    const fans = await app.createUsers(...names('sharer'), ...names('late_sharer'));
    const { id } = await app.as(firstOf(fans)).tweets.create({ text: 'share me' });
    const add = everyOne(fans, (fan) => app.as(fan).retweets.create({ id }));
    const { tweets } = app.as(firstOf(fans));
    return newestFirst(add, (page) => tweets.retweeters({ id, ...page }));
  },
  async quotes(app) {
    const [author] = await app.createUsers('quoter');
    const { id } = await app.as(author).tweets.create({ text: 'quote me' });
    const add = async () => (await app.as(author).tweets.create({ text: 'a quote', quotedId: id })).id;
    return newestFirst(add, (page) => app.as(author).tweets.quotes({ id, ...page }));
  },
  'search by newest': (app) => found(app, 'newest'),
  'search by relevance': (app) => found(app, 'relevance'),
  async bookmarks(app) {
    const [reader] = await app.createUsers('collector');
    const add = async () => {
      const { id } = await app.as(reader).tweets.create({ text: 'worth keeping' });
      await app.as(reader).bookmarks.create({ id });
      return id;
    };
    return newestFirst(add, (page) => app.as(reader).bookmarks.list(page));
  },
  async 'follow requests'(app) {
    const fans = await app.createUsers(...names('asker'), ...names('late_asker'));
    const [star] = await app.createUsers('private_star');
    await app.as(star).users.update({ id: star.id, private: true });
    const add = everyOne(fans, (fan) => app.as(fan).follows.create({ id: star.id }));
    return newestFirst(add, async (page) => {
      const { items, nextCursor } = await app.as(star).follows.requests.list(page);
      return { items: items.map(({ user }) => user), nextCursor };
    });
  },
  async blocks(app) {
    const others = await app.createUsers(...names('blocked'), ...names('late_blocked'));
    const [user] = await app.createUsers('blocks_all');
    const add = everyOne(others, ({ id }) => app.as(user).moderation.block({ id }));
    return newestFirst(add, (page) => app.as(user).moderation.blocks(page));
  },
  async mutes(app) {
    const others = await app.createUsers(...names('muted'), ...names('late_muted'));
    const [user] = await app.createUsers('mutes_all');
    const add = everyOne(others, ({ id }) => app.as(user).moderation.mute({ id }));
    return newestFirst(add, (page) => app.as(user).moderation.mutes(page));
  },
};

/** Tweets that a search finds, all alike in rank. */
async function found(app: TestApp, sort: 'newest' | 'relevance'): Promise<List> {
  const [author] = await app.createUsers(`found_by_${sort}`);
  const q = `findable${sort}`;
  const add = async () => {
    const { id } = await app.as(author).tweets.create({ text: q });
    await app.drain();
    return id;
  };
  return newestFirst(add, async (page) => {
    const { items, nextCursor } = await app.as(author).search.tweets({ q, sort, ...page });
    return { items: items.map(({ tweet }) => tweet), nextCursor };
  });
}

async function newestFirst(add: List['add'], read: List['read']): Promise<List> {
  return { items: await addMany(add), add, newestFirst: true, read };
}

export async function addMany(add: () => Promise<string>): Promise<string[]> {
  const ids: string[] = [];
  while (ids.length < listSize) ids.push(await add());
  return ids;
}

/** Takes the next user at each call. */
function everyOne(users: TestUser[], act: (user: TestUser) => Promise<unknown>): () => Promise<string> {
  const waiting = users.values();
  return async () => {
    const { value: user } = waiting.next();
    if (!user) throw new Error('there is no user left');
    await act(user);
    return user.id;
  };
}

function firstOf(users: TestUser[]): TestUser {
  const [user] = users;
  if (!user) throw new Error('there is no user');
  return user;
}
