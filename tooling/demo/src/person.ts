import { createClient, type DunlinClient } from '@dunlin/sdk';
import { uploadMedia, waitUntilReady } from '@dunlin/sdk/upload';
import type { Topic } from './community.ts';

export const password = 'a flock at low tide';

export interface Person {
  id: string;
  username: string;
  topic: Topic;
  client: DunlinClient;
}

export async function register(baseUrl: string, displayName: string, topic: Topic): Promise<Person> {
  const client = createClient({ baseUrl });
  const username = displayName.split(' ', 1)[0]?.toLowerCase() ?? '';
  const { user } = await client.auth.register({
    ...{ username, email: `${username}@example.org`, password, displayName },
  });
  return { id: user.id, username, topic, client };
}

/** @returns the id of a picture or film that can be posted. */
export async function upload(
  { client }: Person,
  bytes: Buffer,
  { type, altText }: { type: string; altText?: string },
): Promise<string> {
  const file = new Blob([new Uint8Array(bytes)], { type });
  const { id } = await uploadMedia(client, file, altText === undefined ? {} : { altText });
  const { status } = await waitUntilReady(client, { id });
  if (status !== 'ready') throw new Error(`A file of type ${type} of the demo's own cannot be posted`);
  return id;
}
