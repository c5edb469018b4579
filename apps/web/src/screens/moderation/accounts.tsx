import { useClient, useList, useWrite } from '@dunlin/react';
import type { ModeratedUser } from '@dunlin/sdk';
import { useDeferredValue, useId, useState } from 'react';
import { Link } from 'wouter';
import { profilePath } from '../../paths.ts';
import { PagesOf } from '../../ui/pages-of.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useStaffWords } from '../../words/staff.ts';
import { StatusChoice } from './status-choice.tsx';
import { SuspendDialog } from './suspend-dialog.tsx';

type Status = 'active' | 'suspended' | 'deactivated' | 'deleted';

export function Accounts() {
  const words = useStaffWords();
  const { admin } = useClient();
  const id = useId();
  const [status, setStatus] = useState<Status>('active');
  const [typed, setTyped] = useState('');
  const name = useDeferredValue(typed.trim());
  const list = useList(admin.users.list, { status, ...(name && { name }) });
  return (
    <>
      <p className="field staff-search">
        <label htmlFor={id}>{words.find}</label>
        <input id={id} maxLength={50} value={typed} onChange={({ target }) => setTyped(target.value)} />
      </p>
      <StatusChoice
        label={words.sections.accounts}
        options={words.status}
        value={status}
        onChange={setStatus}
      />
      <PagesOf
        label={words.sections.accounts}
        list={list}
        none={<p>{words.none}</p>}
        keyOf={(user) => user.id}
      >
        {(user) => <Account user={user} onChanged={list.refetch} />}
      </PagesOf>
    </>
  );
}

function Account({ user, onChanged }: { user: ModeratedUser; onChanged: () => void }) {
  const words = useStaffWords();
  const { admin } = useClient();
  const restore = useWrite(admin.users.restore);
  const say = useToast();
  const errorText = useErrorText();
  const [isSuspending, setSuspending] = useState(false);
  const { id, username, displayName, role, suspendedAt, deletedAt } = user;
  return (
    <article className="staff-row">
      <div>
        <p dir="auto">
          <b>{displayName}</b> <Link href={profilePath(user)}>@{username}</Link>
        </p>
        {user.suspensionReason && <p dir="auto">{user.suspensionReason}</p>}
        {role !== 'user' && <small>{role}</small>}
      </div>
      {suspendedAt && !deletedAt && (
        <button
          type="button"
          aria-label={words.restoreOf(username)}
          disabled={restore.isPending}
          onClick={() =>
            restore.mutate({ id }, { onSuccess: onChanged, onError: (error) => say(errorText(error)) })
          }
        >
          {words.restore}
        </button>
      )}
      {!suspendedAt && !deletedAt && role === 'user' && (
        <button type="button" aria-label={words.suspendOf(username)} onClick={() => setSuspending(true)}>
          {words.suspend}
        </button>
      )}
      {isSuspending && (
        <SuspendDialog user={user} onSuspended={onChanged} onClose={() => setSuspending(false)} />
      )}
    </article>
  );
}
