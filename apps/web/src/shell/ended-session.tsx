import { useClient } from '@dunlin/react';
import type { SessionEndReason } from '@dunlin/sdk';
import { createContext, type ReactNode, use, useEffect, useState } from 'react';

const EndedContext = createContext<SessionEndReason | undefined>(undefined);

/** Why the server ended the session before, if it did and nobody has signed in since. */
export const useEndedSession = () => use(EndedContext);

export function EndedSession({ children }: { children: ReactNode }) {
  const { session } = useClient();
  const [reason, setReason] = useState<SessionEndReason>();
  useEffect(
    () => session.onChange((change) => setReason(change.type === 'ended' ? change.reason : undefined)),
    [session],
  );
  return <EndedContext value={reason}>{children}</EndedContext>;
}
