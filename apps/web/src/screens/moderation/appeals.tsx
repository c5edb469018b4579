import { useClient, useList, useWrite } from '@dunlin/react';
import type { ModerationAppeal } from '@dunlin/sdk';
import { PagesOf } from '../../ui/pages-of.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useStaffWords } from '../../words/staff.ts';

export function Appeals() {
  const words = useStaffWords();
  const { admin } = useClient();
  const list = useList(admin.appeals.list, { status: 'open' });
  return (
    <PagesOf label={words.sections.appeals} list={list} none={<p>{words.none}</p>} keyOf={({ id }) => id}>
      {(appeal) => <Appeal appeal={appeal} onDecided={list.refetch} />}
    </PagesOf>
  );
}

function Appeal({ appeal, onDecided }: { appeal: ModerationAppeal; onDecided: () => void }) {
  const words = useStaffWords();
  const { admin } = useClient();
  const resolve = useWrite(admin.appeals.resolve);
  const say = useToast();
  const errorText = useErrorText();
  const decide = (action: 'grant' | 'refuse') =>
    resolve.mutate(
      { id: appeal.id, action },
      { onSuccess: onDecided, onError: (error) => say(errorText(error)) },
    );
  return (
    <article className="staff-row">
      <div>
        <p>
          <b>@{appeal.user.username}</b>
          {appeal.reason && ` · ${appeal.reason}`}
        </p>
        <p dir="auto">{appeal.text}</p>
        <small>
          <TimeAgo at={appeal.createdAt} />
        </small>
      </div>
      <div className="row-acts">
        <button type="button" disabled={resolve.isPending} onClick={() => decide('grant')}>
          {words.grant}
        </button>
        <button type="button" disabled={resolve.isPending} onClick={() => decide('refuse')}>
          {words.reject}
        </button>
      </div>
    </article>
  );
}
