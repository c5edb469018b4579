/** Numbers of users who stand out, and what everybody signs in with. */
export const people = {
  password: 'waders on the mudflats',
  celebrity: 1,
  known: 2,
  reader: 3,
  blocker: 4,
  moderator: 5,
  ordinary: 1_000,
};

/** Numbers of tweets of the celebrity that stand out; SQL has their ids by `world.tweet_id`. */
export const extremes = { answered: 11, repeated: 21, liked: 31 };
