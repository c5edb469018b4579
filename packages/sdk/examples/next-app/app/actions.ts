'use server';

import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { sessions } from '../sessions';

export async function signIn(form: FormData): Promise<void> {
  const client = await openClient();
  await client.auth.login({ username: String(form.get('username')), password: String(form.get('password')) });
  redirect('/');
}

export async function signOut(): Promise<void> {
  const client = await openClient();
  await client.auth.logout();
  redirect('/');
}

/** Actions can set cookies. */
async function openClient() {
  const cookie = (await headers()).get('cookie');
  const store = await cookies();
  return sessions.client({ cookie }, (set) => store.set(set));
}
