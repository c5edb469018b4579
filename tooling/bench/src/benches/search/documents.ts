import type { TweetDocument, TweetTerm } from '@dunlin/backends/search';

/** What an installation that builds its replica writes at once. */
export const batchSize = 4_000;
const wordsPerTweet = 12;
const vocabulary = 40_000;
const newestAt = Date.UTC(2026, 0, 1);
/** What ids count their time from. */
const firstIdAt = Date.UTC(2024, 0, 1);

/** Tweets of words that are as unequally common as words are, from the oldest to the newest: the same each time. */
export function* generateDocuments(count: number): Generator<TweetDocument[]> {
  const random = createRandom(42);
  const word = () => `word${Math.floor(vocabulary ** random())}s`;
  for (let from = 0; from < count; from += batchSize)
    yield Array.from({ length: Math.min(batchSize, count - from) }, (_, offset): TweetDocument => {
      const number = from + offset;
      const text = Array.from({ length: wordsPerTweet }, word).join(' ');
      const createdAt = new Date(newestAt - (count - number) * 1_000);
      const user = () => `user_${Math.floor(20_000 * random())}`;
      return {
        id: String(BigInt(createdAt.getTime() - firstIdAt) << 22n),
        author: user(),
        replyTo: number % 5 === 0 ? user() : null,
        mentions: number % 4 === 0 ? [user()] : [],
        hashtags: number % 3 === 0 ? [`tag${Math.floor(20_000 ** random())}`] : [],
        ...{ text, language: number % 10 === 0 ? 'fr' : 'en' },
        createdAt,
        ...{ hasMedia: number % 20 === 0, hasLinks: number % 10 === 0, likes: number % 9 },
        listed: number % 20 !== 7,
      };
    });
}

const positive = { negated: false } as const;

/** What is searched for, from what half of all tweets have to what nearly none has. */
export const searches: Readonly<Record<string, readonly TweetTerm[]>> = {
  'a common word': [{ ...positive, kind: 'word', text: 'word1' }],
  'a rare word': [{ ...positive, kind: 'word', text: 'word30000' }],
  'two words': [
    { ...positive, kind: 'word', text: 'word3' },
    { ...positive, kind: 'word', text: 'words50' },
  ],
  'a phrase': [{ ...positive, kind: 'phrase', text: 'word2s word1s' }],
  'a word and one left out': [
    { ...positive, kind: 'word', text: 'word2' },
    { negated: true, kind: 'word', text: 'word1' },
  ],
  'an author': [{ ...positive, kind: 'from', username: 'user_77' }],
  'a hashtag': [{ ...positive, kind: 'hashtag', name: 'tag9' }],
};

/** Park and Miller's. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
