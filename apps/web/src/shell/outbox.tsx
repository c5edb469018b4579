import { useClient } from '@dunlin/react';
import type { Outbox, RefusedWrite } from '@dunlin/sdk/outbox';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';

const OutboxContext = createContext<OpenOutbox | undefined>(undefined);

/** Where what is written without a line waits; undefined until its code is there. */
export const useOutbox = () => use(OutboxContext);

/** Sends what waits, and shows what will never be sent. */
export function OutboxProvider({ children }: { children: ReactNode }) {
  const client = useClient();
  const [open, setOpen] = useState<Outbox>();
  const [waiting, setWaiting] = useState(0);
  const [refused, setRefused] = useState<readonly RefusedWrite[]>([]);
  useEffect(() => {
    const leaving = new AbortController();
    void import('./open-outbox.ts').then(({ openOutbox }) => {
      if (leaving.signal.aborted) return;
      const outbox = openOutbox(client, {
        onWaiting: setWaiting,
        onRefused: (write) => setRefused((before) => [...before, write]),
        signal: leaving.signal,
      });
      setOpen(outbox);
    });
    return () => leaving.abort();
  }, [client]);
  const dismiss = (id: string) => setRefused((before) => before.filter((write) => write.id !== id));
  return (
    <OutboxContext value={open && { outbox: open, waiting, refused, dismiss }}>{children}</OutboxContext>
  );
}

interface OpenOutbox {
  outbox: Outbox;
  /** How many tweets wait. */
  waiting: number;
  /** What was refused when it was sent, until somebody has seen it. */
  refused: readonly RefusedWrite[];
  dismiss: (id: string) => void;
}
