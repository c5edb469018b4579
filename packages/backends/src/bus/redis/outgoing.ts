import { encodeFrame, farewell, type Message } from './frame.ts';

/** So many frames may be on their way; what comes meanwhile is sent together. */
const maxUnanswered = 16;
/** More characters than this are not kept for a transport that is too slow. */
const maxWaiting = 8_000_000;

/** Sends messages in the order in which they came, those of one turn of the event loop in one frame; waits for nothing. */
export interface Outgoing {
  /** How many messages there have been. */
  readonly count: number;
  add(message: Message): void;
  /** Loses what has not been sent. All who listen learn that something is missing by the next frame's sequence. */
  drop(): void;
  /** Sends a frame now, without messages if there are none. */
  beat(): void;
  /** Says that nothing more will come. */
  end(): Promise<void>;
}

export function createOutgoing(origin: string, send: (frame: string) => Promise<unknown>): Outgoing {
  let waiting: Message[] = [];
  let size = 0;
  let count = 0;
  let sequence = 0;
  let unanswered = 0;
  let isScheduled = false;

  const beat = () => {
    sequence += 1;
    const frame = { origin, sequence, first: count - waiting.length + 1, messages: waiting };
    waiting = [];
    size = 0;
    unanswered += 1;
    // Whether it arrived is for its receivers to tell, ourselves among them.
    send(encodeFrame(frame)).then(answered, answered);
  };
  const answered = () => {
    unanswered -= 1;
    schedule();
  };
  const flush = () => {
    isScheduled = false;
    if (waiting.length > 0) beat();
  };
  const schedule = () => {
    if (isScheduled || waiting.length === 0 || unanswered >= maxUnanswered) return;
    isScheduled = true;
    setImmediate(flush);
  };
  const drop = () => {
    waiting = [];
    size = 0;
    sequence += 1;
  };
  return {
    get count() {
      return count;
    },
    add(message) {
      count += 1;
      size += message[0].length + message[1].length;
      waiting.push(message);
      if (size > maxWaiting) drop();
      else schedule();
    },
    drop,
    beat,
    async end() {
      const frame = { origin, sequence: farewell, first: 0, messages: [] };
      await send(encodeFrame(frame)).catch(() => {});
    },
  };
}
