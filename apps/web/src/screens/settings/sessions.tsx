import { useClient, useList, useWrite } from '@dunlin/react';
import type { Session } from '@dunlin/sdk';
import { PagesOf } from '../../ui/pages-of.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useWords } from '../../words/words.tsx';

export function Sessions() {
  const words = useWords().settings;
  const { auth } = useClient();
  const list = useList(auth.sessions.list);
  return (
    <PagesOf label={words.sections.sessions} list={list} none={null} keyOf={({ id }) => id}>
      {(session) => <One session={session} onRevoked={list.refetch} />}
    </PagesOf>
  );
}

function One({ session, onRevoked }: { session: Session; onRevoked: () => void }) {
  const words = useWords().settings;
  const { auth } = useClient();
  const revoke = useWrite(auth.sessions.revoke);
  const say = useToast();
  const errorText = useErrorText();
  const device = session.userAgent ?? words.unknownDevice;
  const options = {
    onSuccess: onRevoked,
    onError: (error: { code: string; message: string }) => say(errorText(error)),
  };
  return (
    <article className="session">
      <div>
        <p>{device}</p>
        <small>
          {session.ipAddress} · {words.lastUsed} <TimeAgo at={session.lastUsedAt} />
        </small>
      </div>
      {session.current ? (
        <span className="tag">{words.thisDevice}</span>
      ) : (
        <button
          type="button"
          aria-label={words.revokeOf(device)}
          disabled={revoke.isPending}
          onClick={() => revoke.mutate({ id: session.id }, options)}
        >
          {words.revoke}
        </button>
      )}
    </article>
  );
}
