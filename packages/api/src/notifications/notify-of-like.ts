import { sql } from 'kysely';
import type { EventOf } from '../core/events.ts';
import type { Consumer } from '../outbox/consumer.ts';
import { type Notice, notify } from './notify.ts';

export const notifyOfLike: Consumer<EventOf<'like.created'>> = {
  name: 'notify-of-like',
  async handle(services, events) {
    const [actorIds, tweetIds] = [events.map(({ userId }) => userId), events.map(({ tweetId }) => tweetId)];
    const { rows } = await sql<Notice>`
      select author_id as "userId", 'like' as type, actor_id as "actorId", tweets.id as "tweetId"
      from unnest(${actorIds}::bigint[], ${tweetIds}::bigint[]) with ordinality as liked (actor_id, tweet_id, place)
      join tweets on tweets.id = tweet_id
      where author_id <> actor_id
      order by place`.execute(services.db);
    await notify(services, rows);
  },
};
