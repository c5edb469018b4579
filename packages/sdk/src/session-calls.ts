import type { PathOf } from './operation-path.ts';
import type { RunAttempts, Session } from './session.ts';
import type { SignIn, TokenAnswer } from './sign-in.ts';

/** A call whose answer changes who is signed in. */
export interface SessionCall {
  owner(): Promise<SignIn>;
  run: RunAttempts;
  apply(signIn: SignIn, answer: TokenAnswer): Promise<unknown>;
}

/** Undefined for all other calls. */
export function sessionCallOf(path: string, input: object, session: Session): SessionCall | undefined {
  // `as`: of the other operations there is no case.
  switch (path as SessionPath) {
    case 'auth.register':
    case 'auth.login':
    case 'auth.reactivate': {
      const become = session.begin();
      return {
        owner: async () => session.nobody,
        run: session.enter,
        apply: (_, answer) => become(answer),
      };
    }
    case 'auth.refresh':
      return refreshOf(input, session);
    case 'auth.changePassword':
      return {
        owner: session.owner,
        run: session.replace,
        apply: (signIn, answer) => session.goOn(signIn, answer),
      };
    case 'auth.logout':
      return {
        owner: session.owner,
        run: session.enter,
        apply: (signIn) => session.end(signIn),
      };
    default:
      return undefined;
  }
}

/** Whether an operation changes who is signed in. */
export function isSessionPath(path: string): path is SessionPath {
  return Object.hasOwn(sessionPaths, path);
}

/** The token to send with a call. */
export function tokenFor(path: string, signIn: SignIn, session: Session): Promise<string | undefined> {
  // `as`: of the other operations there is no case.
  switch (path as SessionPath) {
    case 'auth.refresh':
      return Promise.resolve(undefined);
    case 'auth.changePassword':
    case 'auth.logout':
      return session.storedToken(signIn);
    default:
      return session.accessToken(signIn);
  }
}

/** Of the tokens here, or of some from elsewhere: then it signs in. */
function refreshOf(input: object, session: Session): SessionCall {
  // `as`: the server says what is wrong with any other input.
  const { refreshToken } = input as { refreshToken?: string };
  const become = session.begin();
  return {
    async owner() {
      const signIn = await session.owner();
      return signIn.tokens?.refreshToken === refreshToken ? signIn : session.nobody;
    },
    run: session.change,
    apply: (signIn, answer) =>
      signIn === session.nobody ? become(answer) : session.goOn(signIn, answer, refreshToken),
  };
}

const sessionPaths = {
  'auth.register': true,
  'auth.login': true,
  'auth.reactivate': true,
  'auth.refresh': true,
  'auth.changePassword': true,
  'auth.logout': true,
} as const satisfies Partial<Record<PathOf<'write'>, true>>;

export type SessionPath = keyof typeof sessionPaths;
