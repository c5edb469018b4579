import { useClient, useWrite } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import type { ModerationReportDetail, ResolveReportInput } from '@dunlin/sdk';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useStaffWords } from '../../words/staff.ts';
import { useWords } from '../../words/words.tsx';
import { EvidenceMedia } from './evidence-media.tsx';
import { toReportedLines } from './reported-lines.ts';

/** A report with what it is about, as it was and as it is, and what is to become of it. */
export function ReportReview({ id, onResolved, onClose }: ReportReviewProps) {
  const words = useStaffWords();
  const { reasons } = useWords().report;
  const { admin } = useClient();
  const errorText = useErrorText();
  const { data: report, error } = useQuery(readOptions(admin.reports.get, { id }));
  return (
    <Dialog title={report ? reasons[report.reason] : words.look} onClose={onClose}>
      {error && <p role="alert">{errorText(error)}</p>}
      {!report && !error && <Loading />}
      {report && <Evidence report={report} />}
      {report && !report.resolution && (
        <Resolution
          report={report}
          onResolved={() => {
            onResolved();
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

function Evidence({ report }: { report: ModerationReportDetail }) {
  const words = useStaffWords();
  const allWords = useWords();
  const { user, tweetId, comment, additions, asReported, now } = report;
  const was = toReportedLines(asReported, allWords);
  const { tweet } = asReported;
  const media = [...(tweet?.media ?? []), ...(tweet?.quoted?.media ?? [])];
  const isGone = tweetId !== null && now.tweet?.deletedAt !== null;
  const is = isGone ? [words.gone] : toReportedLines(now, allWords);
  const comments = [comment, ...additions.map((addition) => addition.comment)];
  return (
    <dl className="evidence">
      <dt>{words.about}</dt>
      <dd>
        {now.user.displayName} @{user.username}
      </dd>
      <Lines of={comments.filter((text) => text !== null)} />
      <dt>{words.asReported}</dt>
      <Lines of={was} />
      {media.length > 0 && <EvidenceMedia media={media} />}
      {is.join('\n') !== was.join('\n') && (
        <>
          <dt>{words.now}</dt>
          <Lines of={is} />
        </>
      )}
    </dl>
  );
}

function Lines({ of: lines }: { of: readonly string[] }) {
  // A line has no other name than its place.
  return Array.from(lines.entries(), ([index, line]) => (
    <dd key={index} dir="auto">
      {line}
    </dd>
  ));
}

function Resolution({ report, onResolved }: { report: ModerationReportDetail; onResolved: () => void }) {
  const words = useStaffWords();
  const { admin } = useClient();
  const resolve = useWrite(admin.reports.resolve);
  const say = useToast();
  const errorText = useErrorText();
  const id = useId();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const note = String(form.get('note')).trim();
    resolve.mutate(
      // `as`: the choices are those of the server.
      { id: report.id, action: form.get('action') as ResolveReportInput['action'], ...(note && { note }) },
      {
        onSuccess() {
          say(words.done);
          onResolved();
        },
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <p className="field">
        <label htmlFor={`${id}-action`}>{words.action}</label>
        <select id={`${id}-action`} name="action">
          {Object.entries(words.actions)
            .filter(([action]) => report.tweetId !== null || action !== 'removeTweet')
            .map(([action, text]) => (
              <option key={action} value={action}>
                {text}
              </option>
            ))}
        </select>
      </p>
      <p className="field">
        <label htmlFor={`${id}-note`}>{words.note}</label>
        <textarea id={`${id}-note`} name="note" maxLength={1000} rows={3} />
      </p>
      {resolve.error && <p role="alert">{errorText(resolve.error)}</p>}
      <footer>
        <button type="submit" className="primary" disabled={resolve.isPending}>
          {words.resolve}
        </button>
      </footer>
    </form>
  );
}

interface ReportReviewProps {
  id: string;
  onResolved: () => void;
  onClose: () => void;
}
