import { useClient, useList } from '@dunlin/react';
import type { ModerationReport } from '@dunlin/sdk';
import { useState } from 'react';
import { PagesOf } from '../../ui/pages-of.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useStaffWords } from '../../words/staff.ts';
import { useWords } from '../../words/words.tsx';
import { ReportReview } from './report-review.tsx';
import { StatusChoice } from './status-choice.tsx';

export function Reports() {
  const words = useStaffWords();
  const { admin } = useClient();
  const [status, setStatus] = useState<'open' | 'resolved'>('open');
  const [looked, setLooked] = useState<string>();
  const list = useList(admin.reports.list, { status });
  return (
    <>
      <StatusChoice
        label={words.sections.reports}
        options={{ open: words.open, resolved: words.resolved }}
        value={status}
        onChange={setStatus}
      />
      <PagesOf label={words.sections.reports} list={list} none={<p>{words.none}</p>} keyOf={({ id }) => id}>
        {(report) => <Report report={report} onLook={() => setLooked(report.id)} />}
      </PagesOf>
      {looked !== undefined && (
        <ReportReview id={looked} onResolved={list.refetch} onClose={() => setLooked(undefined)} />
      )}
    </>
  );
}

function Report({ report, onLook }: { report: ModerationReport; onLook: () => void }) {
  const words = useStaffWords();
  const { reasons } = useWords().report;
  const { reason, user, reporter, comment, reportsOfSubject, resolution, createdAt } = report;
  return (
    <article className="staff-row">
      <div>
        <p>
          <b>{reasons[reason]}</b> · @{user.username}
        </p>
        {comment && <p dir="auto">{comment}</p>}
        <small>
          {words.by(reporter.username)} · <TimeAgo at={createdAt} /> ·{' '}
          {resolution
            ? `${words.actions[resolution.action]}, ${words.by(resolution.resolver.username)}`
            : words.sameSubject(reportsOfSubject.open, reportsOfSubject.total)}
        </small>
      </div>
      <button type="button" aria-label={words.lookOf(user.username)} onClick={onLook}>
        {words.look}
      </button>
    </article>
  );
}
