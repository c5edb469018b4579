import type { Database } from '@dunlin/db';

/** Highest score first. */
export function listTrends(db: Database, limit: number) {
  return db
    .selectFrom('trends')
    .select(['form as hashtag', 'tweetCount', 'authorCount', 'score'])
    .orderBy('score', 'desc')
    .orderBy('hashtag')
    .limit(limit)
    .execute();
}
