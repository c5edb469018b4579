import { type DunlinClient, isDunlinError, safe } from '@dunlin/sdk';

/** Errors are thrown, and told apart by their code. */
export async function register(client: DunlinClient, account: Account): Promise<string> {
  try {
    await client.auth.register(account);
    return 'Welcome!';
  } catch (error) {
    if (isDunlinError(error, 'USERNAME_TAKEN')) return 'Choose another name.';
    if (isDunlinError(error, 'VALIDATION_FAILED')) {
      return error.issues.map(({ path, message }) => `${path} ${message}`).join(', ');
    }
    throw error;
  }
}

/** Or they are returned. */
export async function post(client: DunlinClient, text: string): Promise<string> {
  const { data, error } = await safe(client.tweets.create({ text }));
  if (!error) return `Posted as ${data.id}.`;
  return `${error.message} (request ${error.requestId ?? 'never arrived'})`;
}

export interface Account {
  username: string;
  email: string;
  password: string;
}
