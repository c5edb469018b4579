/** Who has not been heard of for longer than this many ticks is silent: cut off, or dead. */
const silentTicks = 3;
/** Who has been silent for this many ticks is dead: nothing is to be expected of it. */
const deadTicks = 20;

/** The publishers on the channel, ourselves among them: whether each is heard, and whether anything of it was missed. */
export interface Peers {
  /** Of everybody. */
  readonly areHeard: boolean;
  /** Whether what we send comes back to us. */
  readonly isSelfHeard: boolean;
  /** Half a second went by. */
  tick(): void;
  /** `again`: it was heard before; `gap`: what it sent before this was missed. */
  hear(origin: string, sequence: number): 'next' | 'again' | 'gap';
  forget(origin: string): void;
  /** The connection is lost: nobody is heard, and whatever comes next is where each goes on. */
  lose(): void;
}

export function createPeers(self: string): Peers {
  const peers = new Map<string, Peer>([[self, { last: 0, ticks: Number.POSITIVE_INFINITY }]]);
  // Of one that was not heard since the connection was lost, what it sends next may be lost unnoticed.
  const isHeard = (peer: Peer | undefined) => peer?.last !== undefined && peer.ticks <= silentTicks;
  return {
    get areHeard() {
      return peers.values().every(isHeard);
    },
    get isSelfHeard() {
      return isHeard(peers.get(self));
    },
    tick() {
      for (const [origin, peer] of peers) {
        peer.ticks += 1;
        if (peer.ticks > deadTicks && origin !== self) peers.delete(origin);
      }
    },
    hear(origin, sequence) {
      // Of one who has been sending for longer than we know, something may have been missed.
      const { last } = peers.get(origin) ?? { last: 0 };
      if (last !== undefined && sequence <= last) return 'again';
      peers.set(origin, { last: sequence, ticks: 0 });
      return last === undefined || sequence === last + 1 ? 'next' : 'gap';
    },
    forget: (origin) => void peers.delete(origin),
    lose() {
      for (const [origin, { ticks }] of peers) peers.set(origin, { last: undefined, ticks });
    },
  };
}

interface Peer {
  /** The sequence of its last frame; undefined when any may be next. */
  last: number | undefined;
  /** Since it was heard. */
  ticks: number;
}
