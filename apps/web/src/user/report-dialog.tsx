import { useClient, useWrite } from '@dunlin/react';
import type { ReportReason } from '@dunlin/sdk';
import { type FormEvent, useId } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import { useToast } from '../ui/toasts.tsx';
import { useErrorText } from '../ui/use-error-text.ts';
import { useWords } from '../words/words.tsx';

/** Tells moderators of a tweet or an account. */
export function ReportDialog({ about, onClose }: ReportDialogProps) {
  const words = useWords().report;
  const { moderation } = useClient();
  const report = useWrite(moderation.report);
  const say = useToast();
  const errorText = useErrorText();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const comment = String(form.get('comment')).trim();
    report.mutate(
      // `as`: the choices are those of the server.
      { ...about, reason: form.get('reason') as ReportReason, ...(comment && { comment }) },
      {
        onSuccess() {
          say(words.sent);
          onClose();
        },
      },
    );
  };
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form onSubmit={submit}>
        <p className="field">
          <label htmlFor={`${id}-reason`}>{words.reason}</label>
          <select id={`${id}-reason`} name="reason" required>
            {Object.entries(words.reasons).map(([reason, text]) => (
              <option key={reason} value={reason}>
                {text}
              </option>
            ))}
          </select>
        </p>
        <p className="field">
          <label htmlFor={`${id}-comment`}>{words.comment}</label>
          <textarea id={`${id}-comment`} name="comment" maxLength={500} rows={3} />
        </p>
        {report.error && <p role="alert">{errorText(report.error)}</p>}
        <footer>
          <button type="submit" className="primary" disabled={report.isPending}>
            {words.submit}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}

interface ReportDialogProps {
  about: { userId: string } | { tweetId: string };
  onClose: () => void;
}
