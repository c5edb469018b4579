/** The SDKs that are compared, each at one version. What a program of it looks like that does one thing, if it can. */
export const subjects: readonly Subject[] = [
  {
    name: 'dunlin',
    title: '@dunlin/sdk',
    packages: [],
    oneCall: `
      import { createClient } from '@dunlin/sdk';
      const client = createClient({ baseUrl: 'https://x.example' });
      client.tweets.get({ id: '1' }).then(console.log);`,
    stream: 'for await (const event of client.timelines.onHome()) console.log(event);',
    upload: "import { uploadMedia } from '@dunlin/sdk/upload'; uploadMedia(client, file).then(console.log);",
    outbox: `
      import { browserOutboxStore, createOutbox } from '@dunlin/sdk/outbox';
      createOutbox(client, { store: browserOutboxStore() }).add('tweets.create', { text: 'a' });`,
  },
  {
    name: 'masto',
    title: 'masto',
    packages: ['masto@8.0.0'],
    oneCall: `
      import { createRestAPIClient } from 'masto';
      const client = createRestAPIClient({ url: 'https://x.example', accessToken: 'a' });
      client.v1.statuses.$select('1').fetch().then(console.log);`,
    stream: `
      import { createStreamingAPIClient } from 'masto';
      const streams = createStreamingAPIClient({ streamingApiUrl: 'wss://x.example', accessToken: 'a' });
      for await (const event of streams.user.subscribe()) console.log(event);`,
    upload: 'client.v2.media.create({ file }).then(console.log);',
    outbox: undefined,
  },
  {
    name: 'misskey-js',
    title: 'misskey-js',
    packages: ['misskey-js@2026.5.1'],
    oneCall: `
      import { api } from 'misskey-js';
      const client = new api.APIClient({ origin: 'https://x.example', credential: 'a' });
      client.request('notes/show', { noteId: '1' }).then(console.log);`,
    stream: `
      import { Stream } from 'misskey-js';
      const stream = new Stream('https://x.example', { token: 'a' });
      stream.useChannel('homeTimeline').on('note', console.log);`,
    upload: "client.request('drive/files/create', { file }).then(console.log);",
    outbox: undefined,
  },
  {
    name: 'atproto',
    title: '@atproto/api',
    packages: ['@atproto/api@0.21.0'],
    oneCall: `
      import { AtpAgent } from '@atproto/api';
      const client = new AtpAgent({ service: 'https://x.example' });
      client.getPosts({ uris: ['at://a'] }).then(console.log);`,
    stream: undefined,
    upload: 'client.uploadBlob(file).then(console.log);',
    outbox: undefined,
  },
  {
    name: 'octokit',
    title: 'octokit',
    packages: ['octokit@5.0.5'],
    oneCall: `
      import { Octokit } from 'octokit';
      const client = new Octokit({ auth: 'a' });
      client.rest.issues.get({ owner: 'a', repo: 'b', issue_number: 1 }).then(console.log);`,
    stream: undefined,
    upload:
      "client.rest.repos.uploadReleaseAsset({ owner: 'a', repo: 'b', release_id: 1, name: 'a', data: file });",
    outbox: undefined,
  },
  {
    name: 'supabase',
    title: '@supabase/supabase-js',
    packages: ['@supabase/supabase-js@2.119.1'],
    oneCall: `
      import { createClient } from '@supabase/supabase-js';
      const client = createClient('https://x.example', 'a');
      client.from('tweets').select().eq('id', 1).then(console.log);`,
    stream: `
      client.channel('a').on('postgres_changes', { event: 'INSERT', schema: 'public' }, console.log).subscribe();`,
    upload: "client.storage.from('media').upload('a.png', file).then(console.log);",
    outbox: undefined,
  },
  {
    name: 'stream-chat',
    title: 'stream-chat',
    packages: ['stream-chat@9.53.0'],
    oneCall: `
      import { StreamChat } from 'stream-chat';
      const client = StreamChat.getInstance('key');
      client.getMessage('1').then(console.log);`,
    stream: "client.connectUser({ id: 'a' }, 'b').then(() => client.on('message.new', console.log));",
    upload: "client.channel('messaging', 'a').sendImage(file).then(console.log);",
    outbox: undefined,
  },
  {
    name: 'feeds-client',
    title: '@stream-io/feeds-client',
    packages: ['@stream-io/feeds-client@2.2.0', 'react@19'],
    oneCall: `
      import { FeedsClient } from '@stream-io/feeds-client';
      const client = new FeedsClient('key');
      client.getActivity({ id: '1' }).then(console.log);`,
    stream: `
      await client.connectUser({ id: 'a' }, 'b');
      await client.feed('timeline', 'a').getOrCreate({ watch: true });`,
    upload: 'client.uploadImage({ file }).then(console.log);',
    outbox: undefined,
  },
];

export interface Subject {
  /** Of its files in the fixtures. */
  name: string;
  /** Of its package. */
  title: string;
  /** What is installed from the registry; ours is packed. */
  packages: readonly string[];
  oneCall: string;
  stream: string | undefined;
  upload: string | undefined;
  outbox: string | undefined;
}
