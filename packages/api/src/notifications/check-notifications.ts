import type { Database } from '@dunlin/db';
import type { Services } from '../core/context.ts';
import { type DataCheck, type Findings, maxExamples } from '../core/data-check.ts';
import type { AppEvent } from '../core/events.ts';
import { readAtOnce } from '../core/read-at-once.ts';
import { listPendingEvents } from '../outbox/pending-events.ts';
import { listUntold } from './list-untold.ts';
import { listMisplaced, listOfTheGone } from './list-wrong.ts';
import { deleteOfTheGone, placeGroups, writeAsRead } from './repair-notifications.ts';
import type { Notice } from './write-notices.ts';

/**
 * What was told, against what is there, and what is there against what was told.
 * @param strict whether nothing can have been kept from anybody when it was done, so that what was not told was lost.
 */
export function checkNotifications(
  { db, settings }: CheckedServices,
  { strict }: { strict: boolean },
): DataCheck {
  return {
    subject: 'notifications',
    verify: async () => toFindings(await findWrong({ db, settings }), { strict }),
    async repair() {
      await deleteOfTheGone(db);
      await placeGroups(db);
      if (strict) await writeUntold({ db, settings });
      return true;
    },
  };
}

async function writeUntold({ db, settings }: CheckedServices): Promise<void> {
  let isAny = true;
  while (isAny) {
    const { untold } = await findWrong({ db, settings });
    isAny = await writeAsRead(db, untold);
  }
}

function toFindings(
  { total, gone, misplaced, untold, pending }: Wrong,
  { strict }: { strict: boolean },
): Findings {
  const faults = { 'of what is gone': gone.length, 'out of their place': misplaced.length };
  return {
    compared: `${total} notifications`,
    faults: strict ? { ...faults, 'that nobody was told of': untold.length } : faults,
    pending,
    ...(!strict && {
      doubtful: {
        count: untold.length,
        what: 'that nobody was told of, unless they were kept from them then',
      },
    }),
    examples: [
      ...gone.map((told) => `of what is gone: ${describe(told)}`),
      ...misplaced.map((told) => `out of its place: ${describe(told)}`),
      ...untold.map((told) => `not told: ${describe(told)}`),
    ].slice(0, maxExamples),
  };
}

function findWrong({ db, settings }: CheckedServices): Promise<Wrong> {
  return readAtOnce(db, async (trx) => {
    const gone = await listOfTheGone(trx);
    const misplaced = await listMisplaced(trx);
    const untold = await listUntold(trx, settings);
    const isPending = createPendingFilter(
      gone.length + untold.length > 0 ? await listPendingEvents(trx) : [],
    );
    const left = gone.filter((told) => !isPending(told));
    const lost = untold.filter((told) => !isPending(told));
    return {
      total: await countNotifications(trx),
      ...{ gone: left, misplaced, untold: lost },
      pending: gone.length + untold.length - left.length - lost.length,
    };
  });
}

async function countNotifications(db: Database): Promise<string> {
  const { total } = await db
    .selectFrom('notifications')
    .select(({ fn }) => fn.countAll<string>().as('total'))
    .executeTakeFirstOrThrow();
  return total;
}

function createPendingFilter(events: readonly AppEvent[]): (told: Notice) => boolean {
  const tweets = new Set(events.flatMap((event) => ('tweetId' in event ? event.tweetId : [])));
  // What is told of a retweet names the tweet that it repeats.
  const authors = new Set(events.flatMap((event) => (event.type === 'tweet.created' ? event.authorId : [])));
  const deleted = new Set(events.flatMap((event) => (event.type === 'user.deleted' ? event.userId : [])));
  const follows = new Set(
    events.flatMap((event) => ('followerId' in event ? `${event.followerId} ${event.followeeId}` : [])),
  );
  return ({ type, userId, actorId, tweetId }) =>
    (tweetId !== null && tweets.has(tweetId)) ||
    (type === 'retweet' && authors.has(actorId)) ||
    [userId, actorId].some((id) => deleted.has(id)) ||
    follows.has(`${actorId} ${userId}`);
}

function describe({ type, userId, actorId, tweetId }: Notice): string {
  return `${type} by user ${actorId} to user ${userId}${tweetId === null ? '' : `, tweet ${tweetId}`}`;
}

type CheckedServices = Pick<Services, 'db' | 'settings'>;

interface Wrong {
  total: string;
  gone: Notice[];
  misplaced: Notice[];
  untold: Notice[];
  pending: number;
}
