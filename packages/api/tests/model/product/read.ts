import { describeError } from '@dunlin/api';
import type { QuotedTweet, Tweet } from '../../../src/tweets/schema.ts';
import { readWholeList } from '../../read-whole-list.ts';
import type { Product } from './product.ts';

/** So that longer lists have several. */
const limit = 7;

export function readAll<Item>(read: Parameters<typeof readWholeList<Item>>[0]): Promise<Item[]> {
  return readWholeList(read, { limit });
}

/** A tweet in a list, as the model describes it. */
export function describeTweet(product: Product, { id, retweetOf, quoted }: Shown): string {
  const name = product.nameOf(id);
  if (retweetOf) return `${name} of ${describeTweet(product, retweetOf)}`;
  return quoted ? `${name} quoting ${product.nameOf(quoted.id)}` : name;
}

/** What an operation answers, or the code of its refusal. */
export async function orRefusal<Answer>(answer: Promise<Answer>): Promise<Answer | string> {
  try {
    return await answer;
  } catch (error) {
    return describeError(error).code;
  }
}

interface Shown {
  id: string;
  quoted: QuotedTweet | null;
  retweetOf?: Tweet['retweetOf'];
}
