import { useClient } from '@dunlin/react';
import { useSyncExternalStore } from 'react';
import { useWords } from '../words/words.tsx';
import { useOutbox } from './outbox.tsx';

/** Says so while the server cannot be reached. */
export function ConnectionNotice() {
  const { connection } = useClient();
  const words = useWords().connection;
  const state = useSyncExternalStore(connection.onChange, () => connection.state);
  const waiting = useOutbox()?.waiting ?? 0;
  const isBroken = state === 'offline' || state === 'unreachable';
  return (
    <p role="status" className="connection" hidden={!isBroken && waiting === 0}>
      {isBroken && words[state]} {waiting > 0 && words.waiting(waiting)}
    </p>
  );
}
