/** Whose a token is, and of what it came; tokens say so in clear. */
export interface TokenFacts {
  user: string;
  /** Of one sign-in; the tokens that it goes on with have the same. */
  session: number;
  generation: number;
  madeBy: 'signIn' | 'refresh' | 'password';
}

/** Accounts and their sessions, as the server keeps them. */
export function createAccounts() {
  const live = new Map<number, { newest: TokenFacts; validFrom: number }>();
  const replacedBy = new Map<number, string>();
  let sessions = 0;

  const keep = (newest: TokenFacts) => {
    live.set(newest.session, { newest, validFrom: newest.generation });
    return toAnswer(newest);
  };
  const succeed = (facts: TokenFacts, madeBy: TokenFacts['madeBy']) =>
    keep({ ...facts, generation: facts.generation + 1, madeBy });

  return {
    signIn: (user: string) => keep({ user, session: ++sessions, generation: 0, madeBy: 'signIn' }),

    /** Undefined when the token is refused; one that was just spent has the same successor. */
    refresh(refreshToken: string | undefined) {
      const spent = readToken(refreshToken);
      const newest = spent && live.get(spent.session)?.newest;
      if (!newest || spent.generation < newest.generation - 1) return undefined;
      return spent.generation === newest.generation ? succeed(newest, 'refresh') : toAnswer(newest);
    },

    /** Ends all sessions of the account for a new one. */
    changePassword({ user }: TokenFacts, key: string) {
      for (const [session, other] of live) {
        if (other.newest.user !== user) continue;
        live.delete(session);
        replacedBy.set(session, key);
      }
      return keep({ user, session: ++sessions, generation: 0, madeBy: 'password' });
    },

    isLive: (session: number) => live.has(session),
    /** The key of the call that ended a session for a new one. */
    replacedBy: (session: number) => replacedBy.get(session),

    signOut: ({ session }: TokenFacts) => void live.delete(session),

    /** Whose an access token is, or why it is refused. */
    check(accessToken: string | undefined): TokenFacts | string {
      const facts = readToken(accessToken);
      if (!facts) return 'UNAUTHENTICATED';
      const current = live.get(facts.session);
      if (!current) return 'SESSION_ENDED';
      return facts.generation < current.validFrom ? 'TOKEN_EXPIRED' : facts;
    },

    expireAll() {
      for (const session of live.values()) session.validFrom = session.newest.generation + 1;
    },

    endAll: () => live.clear(),
  };
}

export function readToken(token: string | undefined): TokenFacts | undefined {
  // All tokens are made by `toAnswer`.
  return token === undefined ? undefined : JSON.parse(token.slice(token.indexOf('{')));
}

function toAnswer(facts: TokenFacts) {
  const text = JSON.stringify(facts);
  return {
    accessToken: `access ${text}`,
    refreshToken: `refresh ${text}`,
    expiresIn: 900,
    user: { id: facts.user },
  };
}
