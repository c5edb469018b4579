import type { PageRequest } from '@dunlin/sdk/server';
import { headers } from 'next/headers';
import { addressOf } from './sessions';

/** Whose request a page or an action answers. */
export async function readVisitor(): Promise<PageRequest> {
  const sent = await headers();
  return { cookie: sent.get('cookie'), address: addressOf(sent) };
}
