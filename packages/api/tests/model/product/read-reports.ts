import { toReportLine } from '../rules/reports.ts';
import type { Product } from './product.ts';
import { readAll } from './read.ts';

export async function readReports({ admin, nameOf }: Product): Promise<string[]> {
  const { list } = admin.admin.reports;
  const open = await readAll((page) => list({ status: 'open', ...page }));
  const resolved = await readAll((page) => list({ status: 'resolved', ...page }));
  return [...open, ...resolved].map(({ reporter, user, tweetId, reason, addedReasons, ...report }) =>
    toReportLine({
      ...{ by: reporter.username, of: user.username, tweet: tweetId === null ? undefined : nameOf(tweetId) },
      ...{ reason, added: addedReasons, ...report.reportsOfSubject },
      resolution: report.resolution?.action ?? null,
    }),
  );
}
