import { compileOnce, type Param, type Transaction } from '@dunlin/db';
import { sql } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { QueryContext, WriteContext } from '../core/trpc.ts';
import { visitor } from '../core/viewer.ts';
import { userViews } from '../users/queries.ts';
import { followViews } from '../visibility/queries.ts';
import type { TweetPolicy } from './schema.ts';
import type { TextEntities } from './text.ts';

/** Whom an author lets answer or quote, where that is not everyone. The author always may. */
export interface Rule {
  policy: Exclude<TweetPolicy, 'everyone'>;
  authorId: string;
  /** Of the text as it is now. */
  mentions: TextEntities['mentions'];
}

export interface Rules {
  /** The rule of the tweet that started the conversation; null where everyone may. */
  replyRule: Rule | null;
  quoteRule: Rule | null;
}

/** For a query of `tweets`: of replies, which alone look it up, the rule of their conversation, be the tweet that started it deleted. */
export const conversationRule = sql<Rule | null>`(
  case when reply_to_id is not null then (
    select jsonb_build_object(
      'policy', roots.reply_policy, 'authorId', roots.author_id::text,
      'mentions', coalesce(roots.entities -> 'mentions', '[]')
    )
    from tweets as roots where roots.id = tweets.conversation_id and roots.reply_policy is not null
  ) end
)`.as('conversationRule');

/** Null for everyone, as in the table. */
export function toPolicyColumn(policy: TweetPolicy | undefined): string | null {
  return policy === undefined || policy === 'everyone' ? null : policy;
}

export function toRules(row: RuledTweet): Rules {
  const { authorId, replyToId, replyPolicy, quotePolicy, entities, conversationRule } = row;
  const toRule = (policy: string | null): Rule | null =>
    // `as`: a check constraint of the table holds it to these.
    policy === null ? null : { policy: policy as Rule['policy'], authorId, mentions: entities.mentions };
  return {
    replyRule: replyToId === null ? toRule(replyPolicy) : conversationRule,
    quoteRule: toRule(quotePolicy),
  };
}

/** Of any of these rules, and where there is none, whether the viewer may: a visitor never. Asks nothing unless there are rules of others. */
export async function loadRights(
  { views, viewer }: Pick<QueryContext, 'views' | 'viewer'>,
  rules: readonly Rule[],
): Promise<(rule: Rule | null) => boolean> {
  if (viewer.id === visitor.id) return () => false;
  if (rules.length === 0) return () => true;
  const asked = rules.filter(({ policy, authorId }) => policy !== 'nobody' && authorId !== viewer.id);
  const toKey = ({ authorId }: Rule) => `${viewer.id}:${authorId}`;
  const followed = asked.filter(({ policy }) => policy === 'followers').map(toKey);
  const [self, follows] = await Promise.all([
    asked.length > 0 ? views.of(userViews).get(viewer.id) : undefined,
    followed.length > 0 ? views.of(followViews).getMany([...new Set(followed)]) : undefined,
  ]);
  const name = self?.username.toLowerCase();
  return (rule) => {
    if (rule === null || rule.authorId === viewer.id) return true;
    if (rule.policy === 'nobody') return false;
    if (rule.mentions.some(({ username }) => username.toLowerCase() === name)) return true;
    return rule.policy === 'followers' && (follows?.get(toKey(rule))?.follows ?? false);
  };
}

/** The rule by which a locked tweet is answered or quoted, as it is now; asks nothing of a tweet that can have none. */
export async function findRule(
  trx: Transaction,
  tweet: Pick<RuledTweet, 'replyToId' | 'replyPolicy' | 'quotePolicy'> & { id: string },
  kind: keyof Rules,
): Promise<Rule | null> {
  const { replyToId, replyPolicy, quotePolicy } = tweet;
  const isOpen = kind === 'quoteRule' ? quotePolicy === null : replyToId === null && replyPolicy === null;
  if (isOpen) return null;
  const { rows } = await selectRules(trx, { id: tweet.id });
  const [row] = rows;
  // `as`: insertTweet and editTweet write nothing else into the column.
  return row ? toRules({ ...row, entities: row.entities as unknown as TextEntities })[kind] : null;
}

/** @throws AppError with the code, unless the rule lets the viewer */
export async function assertAllowed(
  ctx: WriteContext,
  rule: Rule | null,
  code: 'REPLY_NOT_ALLOWED' | 'QUOTE_NOT_ALLOWED',
): Promise<void> {
  if (rule === null) return;
  const may = await loadRights(ctx, [rule]);
  if (!may(rule)) throw new AppError(code);
}

const selectRules = compileOnce((db, param: Param<{ id: string }>) =>
  db
    .selectFrom('tweets')
    .select(['authorId', 'replyToId', 'replyPolicy', 'quotePolicy', 'entities', conversationRule])
    .where('id', '=', param('id')),
);

interface RuledTweet {
  authorId: string;
  replyToId: string | null;
  replyPolicy: string | null;
  quotePolicy: string | null;
  entities: TextEntities;
  conversationRule: Rule | null;
}
