import type { User } from '@dunlin/sdk';
import { expect, test } from 'vitest';
import { signedInClient } from '../../sdk/tests/signed-in-client.ts';
import { useTestServer } from '../../sdk/tests/use-test-server.ts';
import { useBlock, useClient, useFollow, useHome, useList, useMute, useUser } from '../src/index.ts';
import { holdBack } from './hold-back.ts';
import { usePage } from './page.ts';
import { render } from './render.tsx';

usePage();
const { app, server } = await useTestServer();

test('a follow shows at once wherever the user stands, and goes back when it fails', async () => {
  const [ada, bob] = await app.createUsers('ada', 'bob');
  const held = holdBack('follows.create');
  const client = signedInClient(server, bob, { fetch: held.fetch });
  const page = await render(client, [<People key="a" limit={10} />, <People key="b" limit={11} />]);
  await expect.poll(() => page.text(ada.id)).toEqual(['0 followers', '0 followers']);

  page.click(`follow ${ada.id}`);
  await expect.poll(() => page.text(ada.id)).toEqual(['1 followers, following', '1 followers, following']);
  page.click(`follow ${bob.id}`);
  await expect.poll(() => page.text(bob.id)).toEqual(['1 followers, following', '1 followers, following']);
  held.release();

  await expect.poll(() => page.text(bob.id)).toEqual(['0 followers', '0 followers']);
  expect(page.text(ada.id)).toEqual(['1 followers, following', '1 followers, following']);
  await expect.poll(() => page.text(`error ${bob.id}`)).toContain('CANNOT_FOLLOW_SELF');
});

test.each(['block', 'mute'] as const)('tweets of whom one %ss leave the timeline at once', async (how) => {
  const [cleo, dan] = await app.createUsers(`cleo_${how}`, `dan_${how}`);
  await app.as(dan).follows.create({ id: cleo.id });
  await app.as(cleo).tweets.create({ text: 'annoying' });
  await app.as(dan).tweets.create({ text: 'own' });
  await app.drain();
  const held = holdBack(`moderation.${how}`);
  const client = signedInClient(server, dan, { fetch: held.fetch });
  const page = await render(client, [
    <Person key="cleo" item={await client.users.get({ id: cleo.id })} />,
    <Home key="home" />,
  ]);
  await expect.poll(() => page.text('tweet')).toEqual(['own', 'annoying']);
  await expect.poll(() => page.text(cleo.id)).toHaveLength(1);

  page.click(`${how} ${cleo.id}`);

  await expect.poll(() => page.text('tweet')).toEqual(['own']);
  held.release();
  await expect.poll(() => page.text(`state ${how} ${cleo.id}`)).toEqual(['success']);
  expect(page.text('tweet')).toEqual(['own']);
});

test('a tweet stays when only who has retweeted it is muted', async () => {
  const [erin, frank, gina] = await app.createUsers('erin', 'frank', 'gina');
  for (const { id } of [erin, frank]) await app.as(gina).follows.create({ id });
  const { id } = await app.as(erin).tweets.create({ text: 'erin wrote this' });
  await app.drain();
  const client = signedInClient(server, gina);
  const page = await render(client, [<People key="people" limit={100} />, <ShownHome key="home" />]);
  await expect.poll(() => page.text('tweet')).toEqual(['erin wrote this']);
  await app.as(frank).retweets.create({ id });
  await app.drain();
  await expect.poll(() => page.text('show')).toEqual(['1']);
  page.click('show');
  await expect.poll(() => page.text('show')).toEqual(['0']);

  await expect.poll(() => page.text(frank.id)).toHaveLength(1);
  page.click(`mute ${frank.id}`);

  await expect.poll(() => page.text(`state mute ${frank.id}`)).toEqual(['success']);
  expect(page.text('tweet')).toEqual(['erin wrote this']);
});

test('a list gives the same functions with each render', async () => {
  const [hedda] = await app.createUsers('hedda');
  const given = new Set<() => void>();
  function List() {
    const { users } = useClient();
    const { items, fetchNextPage, refetch } = useList(users.list, { limit: 1 });
    given.add(fetchNextPage).add(refetch);
    return (
      <button type="button" data-testid="more" onClick={fetchNextPage}>
        {items.length}
      </button>
    );
  }
  const page = await render(signedInClient(server, hedda), <List />);
  await expect.poll(() => page.text('more')).toEqual(['1']);
  given.clear();
  page.click('more');
  await expect.poll(() => page.text('more')).toEqual(['2']);
  expect(given.size).toBe(2);
});

function ShownHome() {
  const { items, newCount, showNew } = useHome();
  return (
    <>
      <button type="button" data-testid="show" onClick={showNew}>
        {newCount}
      </button>
      {items.map((item) => (
        <p key={item.id} data-testid="tweet">
          {(item.retweetOf ?? item).text}
        </p>
      ))}
    </>
  );
}

function People({ limit }: { limit: number }) {
  const { users } = useClient();
  return useList(users.list, { limit }).items.map((item) => <Person key={item.id} item={item} />);
}

function Person({ item }: { item: User }) {
  const user = useUser(item);
  const writes = { follow: useFollow(user), block: useBlock(user), mute: useMute(user) };
  const { id, followerCount, viewer } = user;
  return (
    <>
      <p data-testid={id}>
        {followerCount} followers{viewer.following && ', following'}
      </p>
      <p data-testid={`error ${id}`}>{writes.follow.error?.code}</p>
      {(['follow', 'block', 'mute'] as const).map((how) => (
        <button key={how} type="button" data-testid={`${how} ${id}`} onClick={() => writes[how].mutate(true)}>
          <span data-testid={`state ${how} ${id}`}>{writes[how].status}</span>
        </button>
      ))}
    </>
  );
}

function Home() {
  return useHome().items.map(({ id, text }) => (
    <p key={id} data-testid="tweet">
      {text}
    </p>
  ));
}
