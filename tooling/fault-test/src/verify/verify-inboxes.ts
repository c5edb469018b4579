import type { Inbox } from '../load/inbox.ts';
import type { Ledger } from '../load/ledger.ts';

export interface InboxesVerification {
  /** Entries that subscribers had to see. */
  expected: number;
  lost: string[];
  /** What reached a consumer of the SDK more than once. */
  doubled: string[];
  /** What reached bare event streams again: at least once is their promise. */
  copies: number;
  /** Gaps, ended streams and tweets that were not for the subscriber. */
  problems: string[];
}

/** Compares what each subscriber saw with what was acknowledged. A tweet that was deleted may have been seen or not. */
export function verifyInboxes(inboxes: readonly Inbox[], ledger: Ledger): InboxesVerification {
  const found = inboxes.map((inbox) => verifyInbox(inbox, ledger));
  return {
    expected: found.reduce((sum, { expected }) => sum + expected, 0),
    copies: found.reduce((sum, { copies }) => sum + copies, 0),
    lost: found.flatMap(({ lost }) => lost),
    doubled: found.flatMap(({ doubled }) => doubled),
    problems: found.flatMap(({ problems }) => problems),
  };
}

/** Ids of the tweets that a subscriber has to see. */
export function expectedOf({ reader }: Inbox, { tweets }: Ledger): string[] {
  return tweets.flatMap(({ id, author, deletion }) =>
    id !== undefined && deletion === 'none' && reader.followees.has(author.id) ? id : [],
  );
}

function verifyInbox(inbox: Inbox, ledger: Ledger): InboxesVerification {
  const name = `${inbox.reader.username} (${inbox.transport})`;
  const expected = expectedOf(inbox, ledger);
  const received = Map.groupBy(inbox.deliveries, ({ tweetId }) => tweetId);
  const repeated = [...received].filter(([, deliveries]) => deliveries.length > 1);
  const allowed = new Set(
    ledger.tweets.flatMap(({ id, author }) => (inbox.reader.followees.has(author.id) ? (id ?? []) : [])),
  );
  return {
    expected: expected.length,
    lost: expected.filter((id) => !received.has(id)).map((id) => `tweet ${id} for ${name}`),
    doubled:
      inbox.transport === 'sse'
        ? []
        : repeated.map(([id, { length }]) => `tweet ${id} for ${name}, ${length} times`),
    copies: inbox.transport === 'sse' ? repeated.reduce((sum, [, { length }]) => sum + length - 1, 0) : 0,
    problems: [
      ...(inbox.gaps > 0 ? [`${name} was told of ${inbox.gaps} gaps`] : []),
      ...(inbox.failure === undefined ? [] : [`the stream of ${name} ended: ${inbox.failure}`]),
      ...[...received.keys()].filter((id) => !allowed.has(id)).map((id) => `tweet ${id} is not for ${name}`),
    ],
  };
}
