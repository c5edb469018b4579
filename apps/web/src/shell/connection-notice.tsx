import { useClient } from '@dunlin/react';
import { useSyncExternalStore } from 'react';
import { useWords } from '../words/words.tsx';

/** Says so while the server cannot be reached. */
export function ConnectionNotice() {
  const { connection } = useClient();
  const words = useWords().connection;
  const state = useSyncExternalStore(connection.onChange, () => connection.state);
  const isBroken = state === 'offline' || state === 'unreachable';
  return (
    <p role="status" className="connection" hidden={!isBroken}>
      {isBroken && words[state]}
    </p>
  );
}
