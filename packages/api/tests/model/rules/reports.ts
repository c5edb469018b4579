import { isActive } from './sight.ts';
import { removeTweet, suspend } from './staff.ts';
import type { Account, Content, Refusal, Report, Resolution, Tweet, World } from './world.ts';

/** Whoever may see it now, also for a time after its author deleted it; not what moderators have removed. */
export function reportTweet(
  world: World,
  { by, tweet, content }: Pick<Act, 'by' | 'tweet' | 'content'>,
): Refusal {
  if (tweet.state === 'removed') return 'TWEET_NOT_FOUND';
  if (tweet.retweetOf) return reportTweet(world, { by, content, tweet: tweet.retweetOf });
  return file(world, { by, of: tweet.by, tweet, reason: reasonOf(content) });
}

export function reportAccount(
  world: World,
  { by, to, content }: Pick<Act, 'by' | 'to' | 'content'>,
): Refusal {
  if (!isActive(to)) return 'USER_NOT_FOUND';
  return file(world, { by, of: to, tweet: null, reason: reasonOf(content) });
}

export function reasonOf({ word }: Content) {
  return word === 'zebra' ? 'spam' : 'hate';
}

export const dismissReport = (world: World) => resolve(world, 'dismiss');
export const removeReported = (world: World) => resolve(world, 'removeTweet');
export const suspendReported = (world: World) => resolve(world, 'suspendUser');

/** An open one of the same reporter gains what is new: why, or what there is to see. */
function file({ reports }: World, { by, of, tweet, reason }: Filed): Refusal {
  if (by === of) return 'CANNOT_REPORT_SELF';
  const open = reports.find((report) => isOpen(report, { of, tweet }) && report.by === by);
  const seen = JSON.stringify([
    tweet?.content,
    tweet?.former,
    (tweet?.quoted ?? tweet?.detachedFrom)?.content,
  ]);
  if (!open) reports.push({ by, of, tweet, said: [{ reason, seen }], resolution: null });
  else if (!open.said.some((earlier) => earlier.reason === reason && earlier.seen === seen))
    open.said.push({ reason, seen });
  return;
}

/** The oldest that is open, and with it all of the same subject. A tweet to remove may be gone already. */
function resolve(world: World, resolution: Resolution): Refusal {
  const report = world.reports.find((one) => one.resolution === null);
  if (!report) return 'REPORT_NOT_FOUND';
  const { of, tweet } = report;
  if (resolution === 'removeTweet' && tweet === null) return 'VALIDATION_FAILED';
  if (resolution === 'removeTweet' && tweet) removeTweet(world, { tweet });
  if (resolution === 'suspendUser') suspend(world, { to: of });
  for (const same of world.reports) if (isOpen(same, { of, tweet })) same.resolution = resolution;
  return;
}

function isOpen(report: Report, { of, tweet }: Pick<Report, 'of' | 'tweet'>): boolean {
  return report.resolution === null && report.of === of && report.tweet === tweet;
}

/** What moderators see: the oldest first while they are open, then the latest first. */
export function reportsOf({ reports }: World): string[] {
  const open = reports.filter(({ resolution }) => resolution === null);
  const resolved = reports.filter(({ resolution }) => resolution !== null).toReversed();
  return [...open, ...resolved].map((report) => {
    const { by, of, tweet, said, resolution } = report;
    const [first, ...added] = said.map(({ reason }) => reason);
    const same = reports.filter((other) => other.of === of && other.tweet === tweet);
    return toReportLine({
      ...{ by: by.name, of: of.name, tweet: tweet?.name, reason: first, added: [...new Set(added)] },
      ...{ open: same.filter((other) => other.resolution === null).length, total: same.length, resolution },
    });
  });
}

export function toReportLine({ by, of, tweet, reason, added, open, total, resolution }: Line): string {
  return `${by} reports ${tweet ?? ''} of ${of}: ${[reason, ...added]}, ${open} of ${total}, ${resolution}`;
}

type Filed = Omit<Report, 'said' | 'resolution'> & { reason: string };
interface Act {
  by: Account;
  to: Account;
  tweet: Tweet;
  content: Content;
}
interface Line {
  by: string;
  of: string;
  tweet: string | undefined;
  reason: string | undefined;
  added: readonly string[];
  open: number;
  total: number;
  resolution: string | null;
}
