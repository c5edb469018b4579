import type { Sender } from '@dunlin/harness/http-sender';
import type { Account } from './account.ts';

/** What somebody with one account does to a server until the signal comes. */
export interface Scenario {
  name: string;
  title: string;
  /** Whether the neighbour sends pictures meanwhile, which wait for those of others. */
  sendsPictures?: boolean;
  attack(attack: Attack): Promise<void>;
}

export interface Attack {
  url: string;
  attacker: Account;
  /** One tweet of the attacker, as long as the server takes them. */
  tweetId: string;
  signal: AbortSignal;
  /** Over so many connections at once, from the attacker's one address. */
  openSender(connections: number): Sender;
}

/** The same again and again, `atOnce` of it at a time, whatever comes of it. */
export async function repeat(
  { signal }: Pick<Attack, 'signal'>,
  atOnce: number,
  act: () => Promise<unknown>,
): Promise<void> {
  const one = async () => {
    while (!signal.aborted) await act().catch(() => {});
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}
