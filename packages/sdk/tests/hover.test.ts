import { expect, test } from 'vitest';
import { generateFiles } from '../tools/generated-files.ts';
import { openInEditor } from './editor.ts';

const hovers: [expression: string, shown: string[]][] = [
  [
    'client.tweets.create',
    [
      '(property) TweetsOperations.create: (input: CreateTweetInput, options?: WriteOptions) => Promise<Tweet> & ',
      'Post a tweet. A reply with `replyToId`',
      'Throws<"TWEET_NOT_FOUND" | "PRIVATE_TWEET" | "REPLY_NOT_ALLOWED"',
      "@example const tweet = await client.tweets.create({ text: 'Hello, #dunlin!' });",
    ],
  ],
  ['client.tweets.get', ['=> Promise<Tweet> & Throws<"TWEET_NOT_FOUND" | ReadErrorCode>', 'Get a tweet.']],
  ['client.tweets.delete', ['=> Promise<void>', 'Delete your tweet.']],
  ['client.likes.create', ['=> Promise<Tweet> & Throws<"TWEET_NOT_FOUND" | WriteErrorCode>']],
  ['client.auth.me', ['(input?: NoInput, options?: CallOptions) => Promise<User>', 'Get your own account.']],
  [
    'client.auth.login',
    ['(input: LoginInput, options?: WriteOptions) => Promise<AuthResult>', 'INVALID_CREDENTIALS'],
  ],
  [
    'client.users.followers',
    ['List<ListOfUserInput, Page<User>', '"USER_NOT_FOUND" | "BLOCKED" | "PRIVATE_ACCOUNT"'],
  ],
  ['client.timelines.home', ['List<PageInput, Page<HomeTweet>', 'newest first']],
  ['client.timelines.onHome', ['=> AsyncGenerator<HomeEvent, void, undefined>', 'as it grows']],
  [
    'client.admin.users.suspend',
    ['(input: SuspendUserInput, options?: WriteOptions) => Promise<ModeratedUser>'],
  ],
];

test('hovering an operation shows by name what it takes and gives, what it does, what it throws, and an example', () => {
  const editor = openInEditor(hovers.map(([expression]) => `${expression};`).join('\n'));
  for (const [expression, shown] of hovers) {
    const hover = editor.hover(expression);
    for (const part of shown) expect(hover).toContain(part);
    expect(hover.length).toBeLessThan(1_000);
  }
});

test('a call of a list shows the page that it resolves to', () => {
  const editor = openInEditor('client.timelines.home({ limit: 5 });');
  expect(editor.hover('client.timelines.home')).toContain('=> Promise<Page<HomeTweet>>');
});

test('every example of an operation compiles', () => {
  const examples = generateFiles().flatMap(({ content }) =>
    [...content.matchAll(/@example (.*)/g)].map(([, example = '']) => example),
  );
  const given = [
    'id',
    'quoteId',
    'tweetId',
    'userId',
    'password',
    'currentPassword',
    'newPassword',
    'refreshToken',
  ];
  const blocks = examples.map((example) => `{ ${example} }`);
  const editor = openInEditor(
    `declare const ${given.map((name) => `${name}: string`).join(', ')}, ids: string[], show: (shown: object) => void;\n${blocks.join('\n')}`,
  );

  expect(examples.length).toBeGreaterThan(90);
  expect(editor.errors()).toEqual([]);
});
