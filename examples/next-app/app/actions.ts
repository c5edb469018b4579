'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { readVisitor } from '../read-visitor';
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
  const store = await cookies();
  return sessions.client(await readVisitor(), (set) => store.set(set));
}
