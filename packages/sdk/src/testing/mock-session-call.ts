import { named } from '../named.ts';
import type { Session } from '../session.ts';
import { sessionCallOf } from '../session-calls.ts';
import type { TokenAnswer } from '../sign-in.ts';

const changing = ['auth.register', 'auth.login', 'auth.reactivate', 'auth.refresh', 'auth.logout'];

/** An operation that changes who is signed in does so in a mock client too, by what its stand-in answers. */
export function withSession(path: string, operation: unknown, session: Session): unknown {
  if (typeof operation !== 'function' || !changing.includes(path)) return operation;
  return named(path, async (...[input = {}, ...options]: [input?: object, options?: object]) => {
    const sessionCall = sessionCallOf(path, input, session);
    const signIn = await sessionCall?.owner();
    const answer: TokenAnswer = await operation(...[input, ...options]);
    if (signIn) await sessionCall?.apply(signIn, answer);
    return answer;
  });
}
