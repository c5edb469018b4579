import { useClient, useList, useWrite } from '@dunlin/react';
import { readOptions } from '@dunlin/react/options';
import type { FailedJob, UsageStats } from '@dunlin/sdk';
import { useQuery } from '@tanstack/react-query';
import { Loading } from '../../ui/loading.tsx';
import { PagesOf } from '../../ui/pages-of.tsx';
import { TimeAgo } from '../../ui/time-ago.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useErrorText } from '../../ui/use-error-text.ts';
import { useStaffWords } from '../../words/staff.ts';
import { Figures } from './figures.tsx';

const lookAgainMs = 5_000;
/** The API takes no more in one call. */
const maxAtOnce = 100;

/** What waits to be done, and what failed. */
export function Jobs() {
  const words = useStaffWords();
  const list = useList(useClient().admin.jobs.listFailed, {});
  const retry = useRetry(list.refetch);
  const shown = list.items.slice(0, maxAtOnce).map(({ id }) => id);
  return (
    <>
      <Backlog />
      {shown.length > 1 && (
        <p>
          <button type="button" disabled={retry.isPending} onClick={() => retry.start(shown)}>
            {words.retryShown}
          </button>
        </p>
      )}
      <PagesOf label={words.queue.failed} list={list} none={<p>{words.noneFailed}</p>} keyOf={({ id }) => id}>
        {(job) => <Failed job={job} onRetry={retry.isPending ? undefined : () => retry.start([job.id])} />}
      </PagesOf>
    </>
  );
}

function Backlog() {
  const words = useStaffWords();
  const errorText = useErrorText();
  const { admin } = useClient();
  const { data, error } = useQuery({ ...readOptions(admin.stats), refetchInterval: lookAgainMs });
  if (error) return <p role="alert">{errorText(error)}</p>;
  if (!data) return <Loading />;
  return <Figures label={words.sections.jobs} names={words.queue} figures={toFigures(data)} />;
}

function toFigures({ queue: { events, oldestEventAge, oldestJobAge, jobs } }: UsageStats) {
  const { waiting, active, delayed, failed } = jobs;
  return { events, oldestEventAge, waiting, active, delayed, oldestJobAge, failed };
}

function Failed({ job, onRetry }: { job: FailedJob; onRetry: (() => void) | undefined }) {
  const words = useStaffWords();
  const { name, events, reason, failedAt } = job;
  return (
    <article className="staff-row">
      <div>
        <p>
          <code>{name}</code> {words.ofEvents(events)} · <TimeAgo at={failedAt} />
        </p>
        <small>{reason}</small>
      </div>
      <button type="button" aria-label={words.retryOf(name)} disabled={!onRetry} onClick={onRetry}>
        {words.retry}
      </button>
    </article>
  );
}

function useRetry(onRetried: () => void) {
  const words = useStaffWords();
  const say = useToast();
  const errorText = useErrorText();
  const { mutate, isPending } = useWrite(useClient().admin.jobs.retry);
  const start = (ids: string[]) =>
    mutate(
      { ids },
      {
        onSuccess() {
          say(words.retried);
          onRetried();
        },
        onError: (error) => say(errorText(error)),
      },
    );
  return { start, isPending };
}
