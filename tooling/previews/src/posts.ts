import { canRunWith } from '@dunlin/harness/external-program';
import { makePhoto, makeVideo } from '@dunlin/harness/sample-media';
import { type CreateTweetInput, createClient, type DunlinClient, type Tweet } from '@dunlin/sdk';
import { uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';

/** A tweet of a kind, and what is to be shown of it; undefined: nothing, as it is gone or not for visitors. */
export interface Post {
  kind: string;
  path: string;
  shown: Shown | undefined;
}

export interface Shown {
  /** Of a page. */
  title: string;
  text: string;
  /** Whether there is one of its own. */
  hasPicture: boolean;
  author: string;
  publishedAt: string;
  editedAt: string | null;
}

/** Must not be seen anywhere. */
export const secret = 'quagmire';

/** Fills a server with a tweet of each kind. */
export async function writePosts(url: string): Promise<Post[]> {
  const ada = await register(url, 'ada');
  const bea = await register(url, 'bea');
  const write = async (input: Partial<CreateTweetInput>) => ada.tweets.create({ text: '', ...input });
  const root = await bea.tweets.create({ text: 'What flies there?' });
  const pictures = await Promise.all([1, 2, 3, 4].map((number) => uploadPhoto(ada, `Heron ${number}`)));
  const posts: Post[] = [
    toPost('text', await write({ text: 'A plain tweet about herons' })),
    toPost('answer', await write({ text: 'A heron, I think', replyToId: root.id })),
    toPost('quote', await write({ text: 'Look at this', quotedId: root.id })),
    toPost('picture', await write({ text: 'One heron', mediaIds: [await uploadPhoto(ada, 'A heron')] })),
    toPost('four pictures', await write({ text: 'Four herons', mediaIds: pictures })),
    toPost('picture without text', await write({ mediaIds: [await uploadPhoto(ada, 'A grey heron')] }), {
      text: 'Picture: A grey heron',
    }),
    toPost('code', await write({ text: 'if (a < b && c > "d") return \'&lt;e&gt;\';' })),
    toPost('CJK', await write({ text: '青鷺が水辺に立つ。'.repeat(15) })),
    toPost('right to left', await write({ text: 'مالك الحزين يقف عند الماء (heron) 3 مرات' })),
    await writeEdited(ada),
    await writeDeleted(ada),
    await writePrivate(await register(url, 'cleo')),
  ];
  if (canRunWith('ffmpeg'))
    posts.push(toPost('video', await write({ text: 'A film', mediaIds: [await uploadFilm(ada)] })));
  return posts;
}

async function writeEdited({ tweets }: DunlinClient): Promise<Post> {
  const { id } = await tweets.create({ text: `A mistake, ${secret}` });
  return toPost('edited', await tweets.update({ id, text: 'Without a mistake' }));
}

async function writeDeleted({ tweets }: DunlinClient): Promise<Post> {
  const tweet = await tweets.create({ text: `Gone, ${secret}` });
  await tweets.delete({ id: tweet.id });
  return { ...toPost('deleted', tweet), shown: undefined };
}

async function writePrivate({ tweets, users }: DunlinClient): Promise<Post> {
  const tweet = await tweets.create({ text: `For few, ${secret}` });
  await users.update({ id: tweet.author.id, private: true });
  return { ...toPost('private', tweet), shown: undefined };
}

async function register(url: string, username: string): Promise<DunlinClient> {
  const client = createClient({ baseUrl: url });
  const displayName = `${username.slice(0, 1).toUpperCase()}${username.slice(1)} Example`;
  await client.auth.register({
    ...{ username, displayName },
    ...{ email: `${username}@example.org`, password: 'correct horse' },
  });
  return client;
}

async function uploadPhoto(client: DunlinClient, altText: string): Promise<string> {
  const photo = new Uint8Array(await makePhoto({ width: 1_200, height: 800 }));
  return (await waitUntilReady(client, await uploadMedia(client, new Blob([photo]), { altText }))).id;
}

async function uploadFilm(client: DunlinClient): Promise<string> {
  const film = new Uint8Array(await makeVideo({ width: 640, height: 360 }));
  return (await waitUntilReady(client, await uploadMedia(client, new Blob([film])))).id;
}

function toPost(
  kind: string,
  { id, author, text, media, createdAt, editedAt }: Tweet,
  shown: Partial<Shown> = {},
): Post {
  return {
    kind,
    path: `/@${author.username}/${id}`,
    shown: {
      title: `${author.displayName} (@${author.username})`,
      ...{ text, hasPicture: media.length > 0, author: author.displayName, publishedAt: createdAt },
      editedAt,
      ...shown,
    },
  };
}
