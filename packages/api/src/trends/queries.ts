import type { Database } from '@dunlin/db';

/** Highest score first. */
export function listTrends(db: Database, limit: number) {
  return (
    db
      .selectFrom('trends')
      // A ranking that was under way when one was hidden may have brought it back.
      .where('trends.hashtag', 'not in', (hidden) => hidden.selectFrom('hiddenHashtags').select('hashtag'))
      .select(['form as hashtag', 'tweetCount', 'authorCount', 'score'])
      .orderBy('score', 'desc')
      .orderBy('hashtag')
      .limit(limit)
      .execute()
  );
}
