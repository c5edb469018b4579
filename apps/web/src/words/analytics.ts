import { languageOf, useWords } from './words.tsx';

const en = {
  title: 'Analytics',
  ofTweet: 'Analytics of this tweet',
  ofTweetHint: 'In all since it was posted, and day by day. Only you see this.',
  intro: 'What you wrote, and what others did with it. Only you see this.',
  range: 'Days',
  lastDays: (n: number) => `The last ${n} days`,
  figures: {
    impressions: 'Views',
    likes: 'Likes',
    replies: 'Replies',
    retweets: 'Retweets',
    quotes: 'Quotes',
    bookmarks: 'Bookmarks',
    newFollowers: 'New followers',
    tweets: 'Tweets',
  },
  rate: 'Of those who saw something, so many did something with it',
  most: (count: string, day: string) => `most on ${day}, ${count}`,
  none: 'nothing in these days',
  table: 'All of it as a table',
  day: 'Day',
  top: 'Most seen',
  views: (count: string) => `${count} views in these days`,
};

const de: typeof en = {
  title: 'Auswertung',
  ofTweet: 'Auswertung dieses Tweets',
  ofTweetHint: 'Insgesamt, seit er da ist, und Tag für Tag. Nur du siehst das.',
  intro: 'Was du geschrieben hast, und was andere damit gemacht haben. Nur du siehst das.',
  range: 'Tage',
  lastDays: (n) => `Die letzten ${n} Tage`,
  figures: {
    impressions: 'Aufrufe',
    likes: 'Gefällt mir',
    replies: 'Antworten',
    retweets: 'Retweets',
    quotes: 'Zitate',
    bookmarks: 'Lesezeichen',
    newFollowers: 'Neue Follower',
    tweets: 'Tweets',
  },
  rate: 'Von denen, die etwas sahen, taten so viele etwas damit',
  most: (count, day) => `am meisten am ${day}, ${count}`,
  none: 'nichts in diesen Tagen',
  table: 'Alles als Tabelle',
  day: 'Tag',
  top: 'Am meisten gesehen',
  views: (count) => `${count} Aufrufe in diesen Tagen`,
};

/** What only this page says, loaded with it. */
export function useAnalyticsWords(): typeof en {
  const { language } = useWords();
  return { en, de }[languageOf([language])];
}
