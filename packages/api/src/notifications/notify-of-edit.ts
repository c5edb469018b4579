import type { Services } from '../core/context.ts';
import type { EventOf } from '../core/events.ts';
import { write } from '../core/mutation.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { writeNotices } from './write-notices.ts';

/** Users told per transaction. */
const batchSize = 200;

/** Tells those who retweeted or quoted a tweet that it says something else now. */
export const notifyOfEdit: JobConsumer<EventOf<'tweet.updated'>> = {
  name: 'notify-of-edit',
  async handle(services, events) {
    for (const { tweetId, authorId, version } of events) {
      if (version === undefined) continue;
      for (const relation of ['retweetOfId', 'quotedId'] as const)
        for await (const userIds of sharers(services, tweetId, relation))
          await write(services, (writer) =>
            writeNotices(
              writer,
              userIds.map((userId) => ({ userId, type: 'edit', actorId: authorId, tweetId })),
            ),
          );
    }
  },
};

/** Who shared a tweet, some at a time. */
async function* sharers({ db }: Services, tweetId: string, relation: 'retweetOfId' | 'quotedId') {
  for (let last = '0'; ; ) {
    const rows = await db
      .selectFrom('tweets')
      .select(['id', 'authorId'])
      .where(relation, '=', tweetId)
      .where('deletedAt', 'is', null)
      .where('id', '>', last)
      .orderBy('id')
      .limit(batchSize)
      .execute();
    const end = rows.at(-1);
    if (!end) return;
    yield rows.map(({ authorId }) => authorId);
    last = end.id;
  }
}
