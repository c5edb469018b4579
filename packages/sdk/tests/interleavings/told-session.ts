import type { CurrentSession, DunlinClient } from '../../src/index.ts';

/** Follows who is signed in by what a client tells alone; returns how to compare that with what it says when asked. */
export function followSession({ session }: DunlinClient, problems: string[]): () => void {
  let told: CurrentSession | undefined = session.current;
  session.onChange((change) => {
    const before = 'previous' in change ? change.previous : undefined;
    const isNext = change.type === 'refreshed' ? change.session === told : before === told;
    if (!isNext)
      problems.push(`told of ${JSON.stringify(change)} when ${JSON.stringify(told)} was signed in`);
    told = 'session' in change ? change.session : undefined;
  });
  return () => {
    if (session.current !== told) problems.push(`${JSON.stringify(session.current)} was not told of`);
  };
}
