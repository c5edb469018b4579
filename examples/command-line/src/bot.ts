import { type DunlinClient, type Notification, safe, type Tweet } from '@dunlin/sdk';
import { run } from './run.ts';

await run((client, signal) => answerMentions(client, signal));

/** Answers each mention once. What is to be answered is what is unread, so that a bot that was away has nothing to remember. */
async function answerMentions(client: DunlinClient, signal: AbortSignal): Promise<void> {
  for await (const event of client.notifications.onUnread({}, { signal }))
    if (event.type === 'unread' && event.summary.unread > 0) await answerUnread(client);
}

async function answerUnread(client: DunlinClient): Promise<void> {
  for (const { id, tweet } of await listUnreadMentions(client)) {
    if (tweet) await answer(client, tweet);
    // With it all that came before. Should this program end here, it answers the next time under the same key: that is, not again.
    await client.notifications.markRead({ upTo: id });
  }
}

async function listUnreadMentions(client: DunlinClient): Promise<Notification[]> {
  const unread: Notification[] = [];
  for await (const notification of client.notifications.list.items({ types: ['mention'] })) {
    if (notification.read) break;
    unread.unshift(notification);
  }
  return unread;
}

async function answer(client: DunlinClient, { id, text, author }: Tweet): Promise<void> {
  const words = text.trim().split(/\s+/u).length;
  const reply = { text: `@${author.username} That was ${words} words.`, replyToId: id };
  const { error } = await safe(client.tweets.create(reply, { idempotencyKey: `answer-${id}` }));
  switch (error?.code) {
    case undefined:
      return console.log(`answered @${author.username}`);
    // Answered before, and edited since.
    case 'IDEMPOTENCY_KEY_REUSED':
    case 'TWEET_NOT_FOUND':
    case 'REPLY_NOT_ALLOWED':
      return console.log(`@${author.username} cannot be answered: ${error?.message}`);
    default:
      throw error;
  }
}
