/** What one PUBLISH carries: the messages of a moment, or none, which only tells that their publisher lives. */
export interface Frame {
  /** The publisher. */
  origin: string;
  /** Counts the publisher's frames from 1; what is left out, was lost. */
  sequence: number;
  /** The number of the first message among the publisher's. */
  first: number;
  messages: readonly Message[];
}

export type Message = readonly [topic: string, message: string];

/** The sequence of a publisher that has gone. */
export const farewell = -1;

export function encodeFrame({ origin, sequence, first, messages }: Frame): string {
  return JSON.stringify([origin, sequence, first, messages]);
}

/** Undefined for what no bus sent: others may publish there too. */
export function parseFrame(text: string): Frame | undefined {
  try {
    const [origin, sequence, first, messages] = JSON.parse(text);
    const isFrame = typeof origin === 'string' && Number.isInteger(sequence) && Number.isInteger(first);
    return isFrame && Array.isArray(messages) && messages.every(isMessage)
      ? { origin, sequence, first, messages }
      : undefined;
  } catch {
    return undefined;
  }
}

function isMessage(value: unknown): value is Message {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
