import { type DraftStorage, useComposer } from '@dunlin/react/composer';
import { createClient } from '@dunlin/sdk';
import { createOutbox, memoryOutboxStore, type Outbox } from '@dunlin/sdk/outbox';
import { expect, onTestFinished, test } from 'vitest';
import { signedInClient } from '../../sdk/tests/signed-in-client.ts';
import { useTestServer } from '../../sdk/tests/use-test-server.ts';
import { holdBack } from './hold-back.ts';
import { usePage } from './page.ts';
import { render } from './render.tsx';

usePage();
const { app, server } = await useTestServer();

test('a tweet is written, counted as the server counts, posted once, and the composer is empty again', async () => {
  const [ada] = await app.createUsers('ada');
  const client = signedInClient(server, ada);
  const page = await render(client, <Compose />);
  await expect.poll(() => page.text('remaining')).toEqual(['280']);
  expect(page.text('state')).toEqual(['nothing to post']);

  page.click('write');
  await expect.poll(() => page.text('remaining')).toEqual([`${280 - 23 - 1 - 2 * 2}`]);
  page.click('submit');
  page.click('submit');

  await expect.poll(() => page.text('text')).toEqual(['']);
  const { items } = await client.users.tweets({ id: ada.id });
  expect(items.map(({ text }) => text)).toEqual([written]);
});

test('what is submitted without a line waits in the outbox, and is posted once when there is one', async () => {
  let isCut = false;
  const client = createClient({
    baseUrl: server.url,
    transport: 'sse',
    retry: { maxRetries: 0 },
    fetch: (url, init) => (isCut ? Promise.reject(new TypeError('no line')) : fetch(url, init)),
  });
  const { user } = await client.auth.register({
    username: 'olga',
    email: 'olga@example.org',
    password: 'correct horse',
  });
  const outbox = createOutbox(client, {
    store: memoryOutboxStore(),
    onRefused: () => expect.fail('It is not refused.'),
  });
  onTestFinished(() => outbox.stop());
  const page = await render(client, <Compose outbox={outbox} />);
  await expect.poll(() => page.text('remaining')).toEqual(['280']);
  page.click('write');
  await expect.poll(() => page.text('state')).toEqual(['ready']);
  isCut = true;
  await expect(client.auth.me()).rejects.toMatchObject({ code: 'NETWORK_ERROR' });

  page.click('submit twice');

  await expect.poll(() => [page.text('text'), page.text('error')]).toEqual([[''], ['']]);
  expect(page.text('waiting')).toEqual(['true']);
  expect(await outbox.list()).toHaveLength(1);
  isCut = false;
  await outbox.flush();
  const { items } = await client.users.tweets({ id: user.id });
  expect(items.map(({ text }) => text)).toEqual([written]);
});

test('a file that cannot be uploaded keeps the tweet from being posted until it is removed', async () => {
  const [bob] = await app.createUsers('bob');
  const tooLarge = { code: 'MEDIA_TOO_LARGE', detail: 'Too large.', requestId: 'a request' };
  const client = signedInClient(server, bob, { fetch: async () => Response.json(tooLarge, { status: 413 }) });
  const page = await render(client, <Compose />);
  await expect.poll(() => page.text('remaining')).toEqual(['280']);
  page.click('write');
  await expect.poll(() => page.text('state')).toEqual(['ready']);

  page.click('attach');
  await expect.poll(() => page.text('media')).toEqual(['heron.png: MEDIA_TOO_LARGE']);
  expect(page.text('state')).toEqual(['nothing to post']);
  page.click('media');

  await expect.poll(() => page.text('state')).toEqual(['ready']);
});

test('files go with the tweet in the order in which they were added, described', async () => {
  const [cleo] = await app.createUsers('cleo');
  const uploads: ((media: { id: string }) => void)[] = [];
  const client = signedInClient(server, cleo, {
    fetch: (url, init) =>
      String(url).endsWith('/api/media/upload')
        ? new Promise((resolve) => uploads.push((media) => resolve(Response.json(media))))
        : fetch(url, init),
  });
  const described: unknown[] = [];
  client.media.update = async (input) => described.push(input) as never; // `as`: nobody looks at the answer
  const posted: unknown[] = [];
  client.tweets.create = async (input) => posted.push(input) as never; // `as`: likewise
  const page = await render(client, <Compose />);
  await expect.poll(() => page.text('remaining')).toEqual(['280']);
  page.click('attach');
  page.click('attach');
  await expect.poll(() => page.text('media')).toEqual(['heron.png: uploading', 'heron.png: uploading']);
  await expect.poll(() => uploads.length).toBe(2);

  uploads[1]?.({ id: '2' });
  await expect.poll(() => page.text('media')).toEqual(['heron.png: uploading', 'heron.png: uploaded']);
  expect(page.text('state')).toEqual(['nothing to post']);
  uploads[0]?.({ id: '1' });
  await expect.poll(() => page.text('state')).toEqual(['ready']);
  page.click('describe');
  await expect.poll(() => page.text('alt')).toEqual(['A heron', '']);
  page.click('submit');

  await expect.poll(() => posted).toEqual([{ text: '', mediaIds: ['1', '2'] }]);
  await expect.poll(() => page.text('media')).toEqual([]);
  expect(described).toEqual([{ id: '1', altText: 'A heron' }]);
});

test('what was written while a tweet was on its way stays, and submitting twice at once posts once', async () => {
  const [dora] = await app.createUsers('dora');
  const held = holdBack('tweets.create');
  const client = signedInClient(server, dora, { fetch: held.fetch });
  const page = await render(client, <Compose />);
  await expect.poll(() => page.text('remaining')).toEqual(['280']);
  page.click('write');
  await expect.poll(() => page.text('state')).toEqual(['ready']);
  page.click('submit twice');
  await expect.poll(() => held.sent()).toBe(1);
  page.click('write more');
  await expect.poll(() => page.text('text')).toEqual(['more']);

  held.release();

  await expect.poll(() => page.text('state')).toEqual(['ready']);
  expect(page.text('text')).toEqual(['more']);
  page.click('submit');
  await expect.poll(() => page.text('text')).toEqual(['']);
  const { items } = await client.users.tweets({ id: dora.id });
  expect(items.map(({ text }) => text)).toEqual(['more', written]);
});

test('what one account has written and attached is not there for the next', async () => {
  const client = createClient({
    baseUrl: server.url,
    fetch: (url, init) => (String(url).includes('media') ? new Promise(() => {}) : fetch(url, init)),
  });
  const password = 'correct horse';
  await client.auth.register({ username: 'erin', email: 'erin@example.org', password });
  const page = await render(client, <Compose />);
  await expect.poll(() => page.text('remaining')).toEqual(['280']);
  page.click('write');
  page.click('attach');
  await expect.poll(() => page.text('media')).toEqual(['heron.png: uploading']);

  await client.auth.register({ username: 'frank', email: 'frank@example.org', password });

  await expect.poll(() => page.text('text')).toEqual(['']);
  expect(page.text('media')).toEqual([]);
});

test('a draft is there when the page is loaded again, until it is posted, and for its account alone', async () => {
  const { kept, storage } = openStorage();
  const [client, other] = [await signUp('gwen'), await signUp('hal')];
  const before = await render(client, <Compose draftStorage={storage} />);
  await expect.poll(() => before.text('remaining')).toEqual(['280']);
  before.click('write');
  await expect.poll(() => kept.size).toBe(1);

  const others = await render(other, <Compose draftStorage={storage} />);
  await expect.poll(() => others.text('text')).toEqual(['']);
  const again = await render(client, <Compose draftStorage={storage} />);
  await expect.poll(() => again.text('text')).toEqual([written]);
  again.click('submit');

  await expect.poll(() => again.text('text')).toEqual(['']);
  await expect.poll(() => kept.size).toBe(0);
});

test('a draft of who signs out is kept no longer', async () => {
  const { kept, storage } = openStorage();
  const client = await signUp('ida');
  const page = await render(client, <Compose draftStorage={storage} />);
  await expect.poll(() => page.text('remaining')).toEqual(['280']);
  page.click('write');
  await expect.poll(() => kept.size).toBe(1);

  await client.auth.logout();

  await expect.poll(() => kept.size).toBe(0);
});

test('a storage that is full or forbidden keeps nothing, and keeps nobody from writing', async () => {
  const refuse = () => {
    throw new Error('QuotaExceededError');
  };
  const storage = { getItem: refuse, setItem: refuse, removeItem: refuse };
  const page = await render(await signUp('jon'), <Compose draftStorage={storage} />);
  await expect.poll(() => page.text('remaining')).toEqual(['280']);

  page.click('write');

  await expect.poll(() => page.text('state')).toEqual(['ready']);
});

async function signUp(username: string) {
  const client = createClient({ baseUrl: server.url });
  await client.auth.register({ username, email: `${username}@example.org`, password: 'correct horse' });
  return client;
}

function openStorage() {
  const kept = new Map<string, string>();
  const storage: DraftStorage = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => void kept.set(key, text),
    removeItem: (key) => void kept.delete(key),
  };
  return { kept, storage };
}

const written = 'https://dunlin.org/a/very/long/path 鳥鳥';

function Compose({ draftStorage, outbox }: { draftStorage?: DraftStorage; outbox?: Outbox }) {
  const composer = useComposer({ draftStorage, outbox });
  const { text, media, remaining, canSubmit } = composer;
  return (
    <>
      <p data-testid="text">{text}</p>
      <p data-testid="remaining">{remaining}</p>
      <p data-testid="error">{composer.error?.message}</p>
      <p data-testid="waiting">{String(composer.isWaiting)}</p>
      <p data-testid="state">{canSubmit ? 'ready' : 'nothing to post'}</p>
      {media.map(({ key, altText }) => (
        <p key={key} data-testid="alt">
          {altText}
        </p>
      ))}
      {media.map((one) => (
        <button key={one.key} type="button" data-testid="media" onClick={() => composer.removeMedia(one.key)}>
          {one.file.name}: {one.status === 'failed' ? one.error.code : one.status}
        </button>
      ))}
      <Action name="write" run={() => composer.setText(written)} />
      <Action name="attach" run={() => composer.addFiles([new File(['bytes'], 'heron.png')])} />
      <Action name="describe" run={() => composer.describeMedia(media[0]?.key ?? '', 'A heron')} />
      <Action name="write more" run={() => composer.setText('more')} />
      <Action name="submit" run={composer.submit} />
      <Action
        name="submit twice"
        run={() => {
          composer.submit();
          composer.submit();
        }}
      />
    </>
  );
}

function Action({ name, run }: { name: string; run: () => void }) {
  return <button type="button" data-testid={name} onClick={run} />;
}
