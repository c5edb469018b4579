import { headers } from 'next/headers';
import { sessions } from '../sessions';
import { signIn, signOut } from './actions';

export default async function Home() {
  const client = sessions.readOnlyClient({ cookie: (await headers()).get('cookie') });
  if (!client.session.current)
    return (
      <form action={signIn}>
        <input name="username" aria-label="Name" required />
        <input name="password" aria-label="Password" type="password" required />
        <button type="submit">Sign in</button>
      </form>
    );
  const { items } = await client.timelines.home();
  return (
    <main>
      <ul>
        {items.map(({ id, author, text }) => (
          <li key={id}>
            {author.username}: {text}
          </li>
        ))}
      </ul>
      <form action={signOut}>
        <button type="submit">Sign out</button>
      </form>
    </main>
  );
}
