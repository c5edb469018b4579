import { acrossTabs } from './across-tabs.ts';
import type { DunlinError } from './dunlin-error.ts';
import type { KeptStorage } from './kept-storage.ts';
import {
  areOfOneSignIn,
  createNobody,
  createSignIn,
  type SignIn,
  sessionEnded,
  type TokenAnswer,
  toTokens,
} from './sign-in.ts';
import type { Tokens } from './token-storage.ts';
import { createOrder, createTurns, shareWhilePending } from './turns.ts';

/** Who is signed in, one after the other, as the storage says: another tab may change it. */
export interface SignIns {
  /** Whom a call made now belongs to. */
  owner(): Promise<SignIn>;
  /** What calls that bring their own credentials belong to; it does not end. */
  readonly nobody: SignIn;
  /** Undefined for nobody. @throws DunlinError SESSION_ENDED when the sign-in is over */
  tokensOf(signIn: SignIn): Promise<Tokens | undefined>;
  /** Begins a sign-in; returns what makes it the one that counts, unless a later one already does. */
  begin(): (answer: TokenAnswer) => Promise<void>;
  /**
   * Goes on with new tokens, unless those that they were exchanged for have been replaced by others.
   * @throws DunlinError SESSION_ENDED when the sign-in is over
   */
  goOn(signIn: SignIn, answer: TokenAnswer, exchanged?: string): Promise<void>;
  /** Ends a sign-in unless it is over, or has other tokens than these; returns whether it did. */
  end(signIn: SignIn, error: DunlinError, tokens?: Tokens): Promise<boolean>;
  /** Has changes by other tabs noticed as they happen, where the storage tells of them; returns how to stop. */
  watch(): () => void;
}

export function createSignIns({ storage, now: clock }: SignInsOptions): SignIns {
  const nobody = createNobody();
  let current = nobody;
  const inTurn = createTurns();
  const inOrder = createOrder();

  const see = (tokens: Tokens | undefined, end?: DunlinError) => {
    const before = current;
    if (tokens && before.tokens && areOfOneSignIn(tokens, before.tokens)) before.tokens = tokens;
    else {
      current = tokens ? createSignIn(tokens) : nobody;
      before.end(end ?? sessionEnded(tokens ? 'Another sign-in has followed.' : 'Signed out.'));
    }
    return current;
  };
  const look = async () => see(await storage.get());
  const whoIsIt = shareWhilePending(() => inTurn(look));

  /** Reads and writes at once, without a pause in between where the storage makes none: other tabs write too. */
  const change = <Value>(decide: (now: SignIn) => Promise<Value>, read = storage.get) =>
    inTurn(() =>
      acrossTabs(storage.lockName && `${storage.lockName}:write`, async () => {
        const stored = read();
        return decide(see(stored && 'then' in stored ? await stored : stored));
      }),
    );

  const keep = async (answer: TokenAnswer, goesOn: boolean) => {
    const tokens = toTokens(answer, goesOn ? current.tokens : undefined, clock());
    await storage.set(tokens);
    if (goesOn) current.tokens = tokens;
    else see(tokens);
  };

  return {
    nobody,
    owner: () => (current === nobody ? whoIsIt() : Promise.resolve(current)),

    async tokensOf(signIn) {
      if (signIn === nobody) return undefined;
      await inTurn(look);
      signIn.ended?.throwIfAborted();
      return signIn.tokens;
    },

    begin() {
      const overtakes = inOrder();
      return (answer) =>
        change(async (before) => {
          if (!overtakes()) throw sessionEnded('Another sign-in has followed.');
          await keep(answer, before.tokens?.userId === answer.user.id);
        }, storage.peek);
    },

    goOn: (signIn, answer, exchanged) =>
      change(async () => {
        signIn.ended?.throwIfAborted();
        if (exchanged === undefined || exchanged === signIn.tokens?.refreshToken) await keep(answer, true);
      }),

    end: (signIn, error, tokens) =>
      change(async (now) => {
        if (now !== signIn || (tokens && signIn.tokens?.refreshToken !== tokens.refreshToken)) return false;
        await storage.remove();
        see(undefined, error);
        return true;
      }),

    watch: () => storage.subscribe?.(() => void inTurn(look).catch(() => {})) ?? (() => {}),
  };
}

interface SignInsOptions {
  storage: KeptStorage;
  /** Unix milliseconds. */
  now: () => number;
}
