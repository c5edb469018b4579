import { sql } from 'kysely';
import type { Services, Writer } from '../core/context.ts';
import { write } from '../core/mutation.ts';
import type { RecountEvent } from '../counters/recount-events.ts';
import type { JobConsumer } from '../outbox/consumer.ts';
import { countForUsers } from '../users/queries.ts';

/** Follows looked at per transaction. */
const batchSize = 200;

const sides = [
  { own: 'followerId', other: 'followeeId', ownCounter: 'following', otherCounter: 'followers' },
  { own: 'followeeId', other: 'followerId', ownCounter: 'followers', otherCounter: 'following' },
] as const;

/**
 * Takes the follows of a suspended or deactivated user, both ways, out of the counters of who is at their other end, and counts them
 * again when the user is back: lists leave such users out, and counters say the same.
 */
export const recountFollows: JobConsumer<RecountEvent> = {
  name: 'recount-follows',
  maxEvents: 1,
  priority: 10,
  maxConcurrent: 1,
  async handle(services, events) {
    for (const { userId } of events) for (const side of sides) await recountAll(services, { userId, side });
  },
};

async function recountAll(services: Services, { userId, side }: Omit<Batch, 'after'>): Promise<void> {
  let after: string | undefined = '0';
  while (after !== undefined) {
    const batch: Batch = { userId, side, after };
    after = await services.pace(() => write(services, (writer) => recountSome(writer, batch)));
  }
}

/** @returns the last follow looked at; undefined when there are no more. */
async function recountSome(writer: Writer, { userId, side, after }: Batch): Promise<string | undefined> {
  const follows = await holdFollows(writer, { userId, side, after });
  const wrong = follows.filter(({ counted, bothActive }) => counted !== bothActive);
  if (wrong.length > 0) await recount(writer, { userId, side, wrong });
  return follows.length < batchSize ? undefined : follows.at(-1)?.id;
}

/** Both users are held: whether they are suspended does not change before what is concluded from it has been written. */
function holdFollows({ trx }: Writer, { userId, side, after }: Batch) {
  return trx
    .selectFrom('follows')
    .innerJoin('users', 'users.id', `follows.${side.own}`)
    .innerJoin('users as others', 'others.id', `follows.${side.other}`)
    .select(['follows.id', `follows.${side.other} as otherId`, 'counted'])
    .select(sql<boolean>`users.is_active and others.is_active`.as('bothActive'))
    .where(`follows.${side.own}`, '=', userId)
    .where('follows.id', '>', after)
    .orderBy('follows.id')
    .limit(batchSize)
    .forNoKeyUpdate('follows')
    .forShare(['users', 'others'])
    .execute();
}

async function recount(
  writer: Writer,
  { userId, side, wrong }: Omit<Batch, 'after'> & { wrong: Wrong[] },
): Promise<void> {
  const { trx, hints } = writer;
  const otherIds = wrong.map(({ otherId }) => otherId);
  await trx
    .updateTable('follows')
    .set({ counted: sql<boolean>`not counted` })
    .where(side.own, '=', userId)
    .where(side.other, 'in', otherIds)
    .execute();
  const changeOf = ({ bothActive }: Wrong) => (bothActive ? 1 : -1);
  const changes = new Map(
    wrong.map((follow) => [follow.otherId, { [side.otherCounter]: changeOf(follow) }]),
  ).set(userId, { [side.ownCounter]: wrong.reduce((sum, follow) => sum + changeOf(follow), 0) });
  writer.withCommit(countForUsers(trx, changes));
  writer.afterCommit(() => hints.publish('users', [userId, ...otherIds]));
}

interface Batch {
  userId: string;
  side: (typeof sides)[number];
  after: string;
}

interface Wrong {
  otherId: string;
  bothActive: boolean;
}
