import { people } from '@dunlin/world/extremes';
import type { CallerName } from './caller.ts';

/** What an operation is asked for; `me` stands for the id of whoever asks. */
export interface Case {
  name: string;
  values: Record<string, string>;
}

/** What there is to ask for. */
export interface Subjects {
  users: Record<CallerName, string>;
  tweets: { answered: string; repeated: string; liked: string };
  reportId: string;
}

const dayMs = 86_400_000;

/** Of what needs parameters, by operation; what needs none is called without any, unless there is more to try. */
export function listCases({ users, tweets, reportId }: Subjects): Record<string, Case[]> {
  const ofUsers = [
    { name: 'the celebrity', values: { id: users.celebrity } },
    { name: 'who follows the most', values: { id: users.reader } },
    { name: 'an ordinary account', values: { id: users.ordinary } },
  ];
  const ofTweets = Object.entries(tweets).map(([name, id]) => ({ name: `most ${name}`, values: { id } }));
  const monthAgo = new Date(Date.now() - 30 * dayMs).toISOString().slice(0, 10);
  return {
    'users.get': ofUsers,
    'users.getByUsername': [{ name: 'the celebrity', values: { username: `user_${people.celebrity}` } }],
    'users.tweets': ofUsers,
    'users.followers': ofUsers,
    'users.following': ofUsers,
    'users.likes': ofUsers,
    'tweets.get': ofTweets,
    'tweets.history': ofTweets,
    'tweets.replies': ofTweets,
    'tweets.thread': ofTweets,
    'tweets.likers': ofTweets,
    'tweets.retweeters': ofTweets,
    'tweets.quotes': ofTweets,
    'analytics.account': [{ name: 'own', values: { id: 'me' } }],
    'analytics.tweet': ofTweets,
    'search.tweets': [
      ...searches('the coffee', 'coffee -the', `the until:${monthAgo}`, 'min_likes:5', '#news'),
      ...searches('the to and a of in is for on that it with you was this my at be have are'),
      { name: 'the, newest', values: { q: 'the', sort: 'newest' } },
    ],
    'search.users': searches(`user_${people.celebrity}`, 'keller 77', 'maria'),
    'search.hashtags': searches('news', 'b'),
    'hashtags.tweets': [{ name: '#news', values: { hashtag: 'news' } }],
    'admin.reports.get': [{ name: 'one', values: { id: reportId } }],
    'admin.users.list': [
      { name: 'all', values: {} },
      { name: 'named maria', values: { name: 'maria' } },
    ],
    'admin.users.get': ofUsers,
    'admin.tweets.get': ofTweets,
    'admin.tweets.list': [
      ...ofUsers.map(({ name, values: { id } }) => ({ name, values: { userId: id } })),
      { name: 'most answered', values: { conversationId: tweets.answered } },
      { name: 'the celebrity, with a text', values: { userId: users.celebrity, text: 'coffee' } },
    ],
  };
}

function searches(...texts: string[]): Case[] {
  return texts.map((q) => ({ name: q.length > 40 ? 'twenty common words' : q, values: { q } }));
}

/** What is not called, and why. */
export const notCalled: Record<string, string> = {
  'media.get': 'the world has no media',
  'admin.media.get': 'the world has no media',
  'media.status': 'the world has no media',
};
