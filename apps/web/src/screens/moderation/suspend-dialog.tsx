import { useClient, useWrite } from '@dunlin/react';
import { type FormEvent, useId } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useStaffWords } from '../../words/staff.ts';

export function SuspendDialog({ user, onSuspended, onClose }: SuspendDialogProps) {
  const words = useStaffWords();
  const { admin } = useClient();
  const suspend = useWrite(admin.users.suspend);
  const errorText = useErrorText();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason')).trim();
    suspend.mutate(
      { id: user.id, reason },
      {
        onSuccess() {
          onSuspended();
          onClose();
        },
      },
    );
  };
  return (
    <Dialog title={words.suspendOf(user.username)} onClose={onClose}>
      <form onSubmit={submit}>
        <p className="field">
          <label htmlFor={id}>{words.reason}</label>
          <textarea id={id} name="reason" required maxLength={1000} rows={3} />
        </p>
        {suspend.error && <p role="alert">{errorText(suspend.error)}</p>}
        <footer>
          <button type="submit" className="danger" disabled={suspend.isPending}>
            {words.suspend}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface SuspendDialogProps {
  user: { id: string; username: string };
  onSuspended: () => void;
  onClose: () => void;
}
