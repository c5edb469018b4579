import { useClient, useList } from '@dunlin/react';
import type { AuditEntry } from '@dunlin/sdk';
import { PagesOf } from '../../ui/pages-of.tsx';
import { DateTime } from '../../ui/time-ago.tsx';
import { useStaffWords } from '../../words/staff.ts';

export function AuditLog() {
  const words = useStaffWords();
  const list = useList(useClient().admin.audit.list, {});
  return (
    <PagesOf label={words.sections.audit} list={list} none={<p>{words.none}</p>} keyOf={({ id }) => id}>
      {(entry) => <Entry entry={entry} />}
    </PagesOf>
  );
}

/** Actions and subjects are named as the API names them: who looks for one in a log finds it. */
function Entry({ entry: { actor, action, subject, createdAt } }: { entry: AuditEntry }) {
  const words = useStaffWords();
  return (
    <article className="staff-row">
      <div>
        <p>
          <code>{action}</code> {subject.type} {subject.id}
        </p>
        <small>
          {actor ? words.by(actor.username) : words.host} · <DateTime at={createdAt} />
        </small>
      </div>
    </article>
  );
}
