import type { DunlinClient } from '@dunlin/sdk';

/** Item by item: pages are read as they are needed. */
export async function findTweet(client: DunlinClient, word: string): Promise<string | undefined> {
  for await (const tweet of client.timelines.home.items({ limit: 100 })) {
    if (tweet.text.includes(word)) return tweet.id;
  }
  return undefined;
}

/** Page by page, saving where to go on from should this be interrupted. */
export async function exportFollowers(client: DunlinClient, job: ExportJob): Promise<void> {
  const start = job.cursor === undefined ? {} : { cursor: job.cursor };
  for await (const page of client.users.followers.pages({ id: job.userId, limit: 100, ...start })) {
    await job.save(
      page.items.map(({ username }) => username),
      page.nextCursor,
    );
  }
}

export interface ExportJob {
  userId: string;
  cursor?: string;
  save(usernames: string[], nextCursor: string | null): Promise<void>;
}
