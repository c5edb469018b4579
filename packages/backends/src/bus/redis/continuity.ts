import { type Frame, farewell } from './frame.ts';
import { createPeers } from './peers.ts';

/** About every second. */
const ticksBetweenGaps = 2;

/** Knows whether frames arrive as they should, and tells of a gap when some may have been missed. */
export interface Continuity {
  readonly isConnected: boolean;
  /** Whether what we send comes back to us. */
  readonly isSelfHeard: boolean;
  tick(): void;
  lose(): void;
  /** @returns whether the frame's messages are to be delivered: none comes twice. */
  receive(frame: Frame): boolean;
}

export function createContinuity(origin: string, tellGap: () => void): Continuity {
  const peers = createPeers(origin);
  let isConnected = false;
  let ticks = 0;
  const look = (isGap = false) => {
    const wasConnected = isConnected;
    isConnected = peers.areHeard;
    if (isGap || isConnected !== wasConnected) tellGap();
  };
  return {
    get isConnected() {
      return isConnected;
    },
    get isSelfHeard() {
      return peers.isSelfHeard;
    },
    tick() {
      ticks += 1;
      peers.tick();
      look(!isConnected && ticks % ticksBetweenGaps === 0);
    },
    lose() {
      peers.lose();
      look();
    },
    receive({ origin: from, sequence }) {
      if (sequence === farewell) peers.forget(from);
      const heard = sequence === farewell ? 'again' : peers.hear(from, sequence);
      look(heard === 'gap');
      return heard !== 'again';
    },
  };
}
