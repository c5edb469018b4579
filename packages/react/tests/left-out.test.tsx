import { createTestApp } from '@dunlin/harness';
import { type DunlinClient, type Page, safe, type User, type UserSummary } from '@dunlin/sdk';
import { describe, expect, test } from 'vitest';
import { signedInClient } from '../../sdk/tests/signed-in-client.ts';
import { startTestServer } from '../../sdk/tests/test-server.ts';
import {
  type ListOperation,
  useBlock,
  useClient,
  useHome,
  useList,
  useMute,
  useNotifications,
  useThread,
  useTweet,
} from '../src/index.ts';
import { usePage } from './page.ts';
import { render } from './render.tsx';

usePage();

describe.each(['mute', 'block'] as const)(
  'after a %s, what is shown of the lists that are on the screen',
  (how) => {
    test('is what the server lists after a reload', async () => {
      await using app = await createTestApp();
      await using server = await startTestServer(app);
      const { viewer, target, lists } = await createWorld(app);
      const client = signedInClient(server, viewer);
      const names = Object.keys(lists);
      const page = await render(client, [
        <Actions key="actions" target={target} />,
        ...names.map((name) => <List key={name} name={name} of={lists[name] ?? never} />),
        <LiveLists key="live" threadId={lists['thread of theirs']?.input.id ?? ''} />,
      ]);
      const shown = () => Object.fromEntries(names.map((name) => [name, page.text(name)]));
      const listed = async () => {
        const answers = names.map(async (name) => [name, await itemsOf(client, lists[name] ?? never)]);
        return Object.fromEntries(await Promise.all(answers));
      };
      const before = await listed();
      await expect.poll(shown).toEqual(before);

      page.click(how);
      await expect.poll(() => page.text(`${how} status`)).toEqual(['success']);
      await app.drain();

      const after = await listed();
      expect(after).not.toEqual(before);
      expect(shown()).toEqual(after);
      expect(page.text('live home')).toEqual(after.home);
      expect(page.text('live notifications')).toEqual(after.notifications);
      expect(page.text('live thread')).toEqual(after['thread of theirs']);
    });
  },
);

test('after a mute was taken back everything is shown again', async () => {
  await using app = await createTestApp();
  await using server = await startTestServer(app);
  const { viewer, target, lists } = await createWorld(app);
  const client = signedInClient(server, viewer);
  const names = ['home', 'thread', 'notifications', 'search'];
  const page = await render(client, [
    <Actions key="actions" target={target} />,
    ...names.map((name) => <List key={name} name={name} of={lists[name] ?? never} />),
  ]);
  const shown = () => Object.fromEntries(names.map((name) => [name, page.text(name)]));
  await expect.poll(() => names.every((name) => page.text(name).length > 0)).toBe(true);
  const before = shown();
  page.click('mute');
  await expect.poll(() => page.text('mute status')).toEqual(['success']);
  expect(shown()).not.toEqual(before);
  page.click('unmute');
  await expect.poll(shown).toEqual(before);
});

type App = Awaited<ReturnType<typeof createTestApp>>;

/** Two accounts, one of which is to be muted or blocked, that have to do with each other and with the viewer in every way. */
async function createWorld(app: App) {
  const [viewer, target, friend, third] = await app.createUsers('viewer', 'target', 'friend', 'third');
  for (const { id } of [target, friend, third]) await app.as(viewer).follows.create({ id });
  for (const one of [target, friend]) await app.as(one).follows.create({ id: viewer.id });
  const own = await app.as(viewer).tweets.create({ text: 'pier at dawn' });
  const theirs = await app.as(target).tweets.create({ text: 'pier at noon' });
  const other = await app.as(friend).tweets.create({ text: 'pier at night' });
  for (const one of [target, friend]) {
    const as = app.as(one);
    await as.tweets.create({ text: 'pier, an answer', replyToId: own.id });
    await as.tweets.create({ text: 'pier, an answer to the target', replyToId: theirs.id });
    await as.tweets.create({ text: 'pier, a quote of the target', quotedId: theirs.id });
    await as.tweets.create({ text: 'pier, a quote of the friend', quotedId: other.id });
    for (const { id } of [own, theirs, other]) {
      await as.likes.create({ id });
      await as.retweets.create({ id });
    }
  }
  for (const one of [third, friend, target]) await app.as(one).retweets.create({ id: own.id });
  for (const { id } of [theirs, other]) {
    await app.as(viewer).likes.create({ id });
    await app.as(viewer).bookmarks.create({ id });
  }
  await app.drain();
  const lists: Record<string, ListOf> = {
    home: { pick: ({ timelines }) => timelines.home, input: {} },
    feed: { pick: ({ feed }) => feed.get, input: {} },
    notifications: { pick: ({ notifications }) => notifications.list, input: {} },
    search: { pick: ({ search }) => search.tweets, input: { q: 'pier' } },
    'search for theirs': { pick: ({ search }) => search.tweets, input: { q: 'pier from:target' } },
    'search without theirs': { pick: ({ search }) => search.tweets, input: { q: 'pier -from:target' } },
    'search for a phrase': { pick: ({ search }) => search.tweets, input: { q: 'pier -"from:target"' } },
    'search for people': { pick: ({ search }) => search.users, input: { q: 'target' } },
    'profile of theirs': { pick: ({ users }) => users.tweets, input: { id: target.id } },
    'likes of theirs': { pick: ({ users }) => users.likes, input: { id: target.id } },
    'followers of theirs': { pick: ({ users }) => users.followers, input: { id: target.id } },
    profile: { pick: ({ users }) => users.tweets, input: { id: friend.id } },
    likes: { pick: ({ users }) => users.likes, input: { id: friend.id } },
    'own likes': { pick: ({ users }) => users.likes, input: { id: viewer.id } },
    followers: { pick: ({ users }) => users.followers, input: { id: viewer.id } },
    following: { pick: ({ users }) => users.following, input: { id: viewer.id } },
    people: { pick: ({ users }) => users.list, input: {} },
    bookmarks: { pick: ({ bookmarks }) => bookmarks.list, input: {} },
    thread: { pick: ({ tweets }) => tweets.thread, input: { id: own.id } },
    'whole thread': { pick: ({ tweets }) => tweets.thread, input: { id: own.id, includeMuted: true } },
    'thread of theirs': { pick: ({ tweets }) => tweets.thread, input: { id: theirs.id } },
    replies: { pick: ({ tweets }) => tweets.replies, input: { id: own.id } },
    'replies to theirs': { pick: ({ tweets }) => tweets.replies, input: { id: theirs.id } },
    quotes: { pick: ({ tweets }) => tweets.quotes, input: { id: other.id } },
    'quotes of theirs': { pick: ({ tweets }) => tweets.quotes, input: { id: theirs.id } },
    likers: { pick: ({ tweets }) => tweets.likers, input: { id: own.id } },
    retweeters: { pick: ({ tweets }) => tweets.retweeters, input: { id: own.id } },
    'retweeters of theirs': { pick: ({ tweets }) => tweets.retweeters, input: { id: theirs.id } },
  };
  return { viewer, target, lists };
}

interface ListOf {
  pick: (client: DunlinClient) => (input: never) => Promise<Page<unknown>>;
  input: { id?: string; q?: string; includeMuted?: boolean };
}

const never: ListOf = { pick: () => async () => ({ items: [], nextCursor: null }), input: {} };

/** What the server lists, or nothing where it says that it may not be seen. */
async function itemsOf(client: DunlinClient, { pick, input }: ListOf): Promise<string[]> {
  const { data, error } = await safe(pick(client)(input as never)); // `as`: it is its input
  if (error) expect(['BLOCKED', 'TWEET_NOT_FOUND']).toContain(error.code);
  return (data?.items ?? []).map(summarize);
}

function List({ name, of: { pick, input } }: { name: string; of: ListOf }) {
  const client = useClient();
  const { items } = useList(pick(client) as ListOperation, input as never); // `as`: it is its input
  return items.map((item, index) => <Row key={`${index}`} name={name} item={item} />);
}

function LiveLists({ threadId }: { threadId: string }) {
  const lists = { home: useHome(), notifications: useNotifications(), thread: useThread(threadId) };
  return Object.entries(lists).flatMap(([name, { items }]) =>
    items.map((item) => <Row key={`${name} ${item.id}`} name={`live ${name}`} item={item} />),
  );
}

function Row({ name, item }: { name: string; item: unknown }) {
  return isTweet(item) ? <TweetRow name={name} item={item} /> : <p data-testid={name}>{summarize(item)}</p>;
}

/** As components show a tweet: by its live state. */
function TweetRow({ name, item }: { name: string; item: Summarized }) {
  const original = useTweet((item.retweetOf ?? item) as Parameters<typeof useTweet>[0]); // `as`: it is one
  const live = item.retweetOf ? { ...item, retweetOf: original } : { ...item, ...original };
  return <p data-testid={name}>{summarize(live)}</p>;
}

function Actions({ target }: { target: { id: string } }) {
  const user = target as User; // `as`: that is all that is read of it
  const writes = { mute: useMute(user), block: useBlock(user) };
  return (
    <>
      {(['mute', 'block'] as const).map((how) => (
        <p key={how}>
          <button type="button" data-testid={how} onClick={() => writes[how].mutate(true)} />
          <button type="button" data-testid={`un${how}`} onClick={() => writes[how].mutate(false)} />
          <span data-testid={`${how} status`}>{writes[how].status}</span>
        </p>
      ))}
    </>
  );
}

interface Summarized {
  id?: string;
  username?: string;
  text?: string;
  author?: UserSummary;
  retweetOf?: Summarized | null;
  quoted?: Summarized | null;
  tweet?: Summarized | null;
  user?: UserSummary;
  type?: string;
  actors?: UserSummary[];
  actorCount?: number;
  reasons?: { type: string; users: UserSummary[]; userCount: number }[];
  retweetedBy?: { users: UserSummary[]; userCount: number };
}

function isTweet(item: unknown): item is Summarized {
  return typeof item === 'object' && item !== null && 'author' in item;
}

/** What a reader sees of an item: who and what, without ids and counts, which change by themselves. */
function summarize(item: unknown): string {
  const {
    username,
    text,
    author,
    retweetOf,
    quoted,
    tweet,
    user,
    type,
    actors,
    actorCount,
    reasons,
    retweetedBy,
  } = item as Summarized; // `as`: of each kind some of it
  const names = (users: readonly UserSummary[]) => users.map((one) => one.username).join('+');
  return [
    ...[username, author?.username, retweetOf ? '' : text, type],
    ...[retweetOf && `retweets [${summarize(retweetOf)}]`, quoted && `quotes [${summarize(quoted)}]`],
    ...[tweet && `[${summarize(tweet)}]`, user?.username],
    actors && `by ${names(actors)} (${actorCount})`,
    retweetedBy && `retweeted by ${names(retweetedBy.users)} (${retweetedBy.userCount})`,
    ...(reasons ?? []).map((reason) => `${reason.type} ${names(reason.users)} (${reason.userCount})`),
  ]
    .filter(Boolean)
    .join(' ');
}
