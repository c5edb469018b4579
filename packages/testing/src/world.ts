import type { CreateTweetInput, Tweet } from '@dunlin/sdk';
import type { TestUser } from './test-user.ts';

/** Who there is, who follows whom, and what was said, in order. */
export interface World<Name extends string> {
  users: readonly Name[];
  /** By follower. */
  follows?: { readonly [Follower in Name]?: readonly NoInfer<Name>[] };
  tweets?: readonly WorldTweet<NoInfer<Name>>[];
}

export interface WorldTweet<Name extends string> extends Omit<CreateTweetInput, 'text'> {
  by: Name;
  text: string;
}

export interface WorldOf<Name extends string> {
  users: { readonly [Username in Name]: TestUser };
  tweets: Tweet[];
}

export async function createWorld<Name extends string>(
  server: Seeds,
  { users: names, follows = {}, tweets = [] }: World<Name>,
): Promise<WorldOf<Name>> {
  const entries = names.map(async (name) => [name, await server.user(name)] as const);
  // `as`: it has each of the names.
  const users = Object.fromEntries(await Promise.all(entries)) as WorldOf<Name>['users'];
  // `as`: the keys are of the type that says so.
  for (const [follower, followees] of Object.entries(follows) as [Name, readonly Name[]][])
    for (const followee of followees) await server.follow(users[follower], users[followee]);
  // What follows of a follow comes before the tweets.
  await server.drain();
  const posted: Tweet[] = [];
  for (const { by, text, ...input } of tweets) posted.push(await server.tweet(users[by], text, input));
  await server.drain();
  return { users, tweets: posted };
}

interface Seeds {
  user(username: string): Promise<TestUser>;
  tweet(author: TestUser, text: string, input: Omit<CreateTweetInput, 'text'>): Promise<Tweet>;
  follow(follower: TestUser, followee: TestUser): Promise<void>;
  drain(): Promise<void>;
}
