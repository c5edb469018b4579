import { acrossTabs } from './across-tabs.ts';
import type { CurrentSignIn } from './current-sign-in.ts';
import type { KeptStorage } from './kept-storage.ts';
import type { SessionRefusal } from './session-change.ts';
import { type SignIn, sessionEnded, type TokenAnswer, toTokens } from './sign-in.ts';
import type { Tokens } from './token-storage.ts';
import { createOrder, createTurns, shareWhilePending } from './turns.ts';

/** Who is signed in, one after the other, as the storage says: another tab may change it. */
export interface SignIns {
  /** Whom a call made now belongs to. */
  owner(): Promise<SignIn>;
  /** Reads the storage. */
  look(): Promise<SignIn>;
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
  /** Ends a sign-in unless it is over; when the server has refused its tokens, unless it has others. */
  end(signIn: SignIn, refused?: { tokens: Tokens; refusal: SessionRefusal }): Promise<void>;
  /** Has changes by other tabs noticed as they happen, where the storage tells of them; returns how to stop. */
  watch(): () => void;
}

export function createSignIns({ storage, current, now: clock }: SignInsOptions): SignIns {
  const { nobody, see } = current;
  const inTurn = createTurns();
  const inOrder = createOrder();
  const read = async () => see(await storage.get());
  const look = shareWhilePending(() => inTurn(read));

  /** Reads and writes at once, without a pause in between where the storage makes none: other tabs write too. */
  const change = <Value>(decide: (now: SignIn) => Promise<Value>, get = storage.get) =>
    inTurn(() =>
      acrossTabs(storage.lockName && `${storage.lockName}:write`, async () => {
        const stored = get();
        return decide(see(stored && 'then' in stored ? await stored : stored));
      }),
    );

  const keep = async (answer: TokenAnswer, goesOn: boolean) => {
    const tokens = toTokens(answer, goesOn ? current.get().tokens : undefined, clock());
    await storage.set(tokens);
    if (goesOn) current.goOn(tokens);
    else see(tokens);
  };

  return {
    nobody,
    look,
    owner: () => (current.get() === nobody ? look() : Promise.resolve(current.get())),

    async tokensOf(signIn) {
      if (signIn === nobody) return undefined;
      await inTurn(read);
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

    end: (signIn, refused) =>
      change(async (now) => {
        if (now !== signIn || (refused && signIn.tokens?.refreshToken !== refused.tokens.refreshToken))
          return;
        await storage.remove();
        see(undefined, refused?.refusal);
      }),

    watch: () => storage.subscribe?.(() => void inTurn(read).catch(() => {})) ?? (() => {}),
  };
}

interface SignInsOptions {
  storage: KeptStorage;
  current: CurrentSignIn;
  /** Unix milliseconds. */
  now: () => number;
}
