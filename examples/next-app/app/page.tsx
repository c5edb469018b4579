import { safe } from '@dunlin/sdk';
import { readVisitor } from '../read-visitor';
import { sessions } from '../sessions';
import { signIn, signOut } from './actions';

export default async function Home() {
  const client = sessions.readOnlyClient(await readVisitor());
  const { data: home, error } = client.session.current ? await safe(client.timelines.home()) : {};
  // The session may have been ended elsewhere since the last refresh.
  if (error && error.code !== 'SESSION_ENDED') throw error;
  if (!home)
    return (
      <form action={signIn}>
        <input name="username" aria-label="Name" required />
        <input name="password" aria-label="Password" type="password" required />
        <button type="submit">Sign in</button>
      </form>
    );
  return (
    <main>
      <ul>
        {home.items.map(({ id, author, text }) => (
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
