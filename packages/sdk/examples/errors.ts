import { type DunlinClient, isErrorOf, safe, type Tweet } from '@dunlin/sdk';

/** Errors are thrown, and told apart by their code: one of those that this operation can fail with. */
export async function register(client: DunlinClient, account: Account): Promise<string> {
  try {
    await client.auth.register(account);
    return 'Welcome!';
  } catch (error) {
    if (!isErrorOf(client.auth.register, error)) throw error;
    if (error.code === 'USERNAME_TAKEN') return 'Choose another name.';
    if (error.code === 'VALIDATION_FAILED')
      return error.issues.map(({ path, message }) => `${path} ${message}`).join(', ');
    throw error;
  }
}

/** Or they are returned. */
export async function reply(client: DunlinClient, to: Tweet, text: string): Promise<string> {
  const { data, error } = await safe(client.tweets.create({ text, replyToId: to.id }));
  if (!error) return `Posted as ${data.id}.`;
  switch (error.code) {
    case 'TWEET_NOT_FOUND':
      return 'That tweet is gone.';
    case 'REPLY_NOT_ALLOWED':
      return 'Its author has said who may reply.';
    default:
      return `${error.message} (request ${error.requestId ?? 'never arrived'})`;
  }
}

export interface Account {
  username: string;
  email: string;
  password: string;
}
