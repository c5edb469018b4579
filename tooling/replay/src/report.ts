import { countFaults, describeFindings, type Findings } from '@dunlin/api';
import type { Split } from './build-graph.ts';
import type { PostedTweet } from './expected-timelines.ts';
import { actingClients, type Mix } from './mix-actions.ts';
import type { Plan } from './plan.ts';
import type { Posting } from './post-tweets.ts';
import type { DatabaseVerification } from './verify-database.ts';
import type { Verification } from './verify-timelines.ts';

const shownProblems = 10;

/** What a replay did and found. */
export interface Outcome {
  plan: Plan;
  split: Split;
  skippedLines: number;
  posting: Posting;
  outOfOrder: PostedTweet[];
  /** Entries that all home timelines have together, untrimmed, by the files. */
  expectedEntries: number;
  settleMs: number;
  sample: number;
  verification: Verification;
  stream: StreamOutcome;
  /** What was told until then, when nobody had blocked anybody. */
  notifications: Findings;
  mix: Mix;
  database: DatabaseVerification;
}

export interface StreamOutcome {
  account: string;
  expected: number;
  delivered: number;
  wantedDrops: number;
  drops: number;
  gaps: number;
  missing: string[];
  repeated: string[];
  unexpected: string[];
}

/** What is wrong, one line each; empty when the replay is green. */
export function findProblems(outcome: Outcome): string[] {
  const { posting, outOfOrder, sample, verification, stream, mix } = outcome;
  return [
    ...(posting.accepted.length === 0 ? ['no tweet was accepted'] : []),
    ...(sample === 0 ? ['there is no follower to verify'] : []),
    ...outOfOrder.map(({ id }) => `tweet ${id} has an id below one that was posted before it`),
    ...verification.differences,
    ...(stream.drops < stream.wantedDrops ? [`only ${stream.drops} connections were cut`] : []),
    // Who is told of a gap reads the list again.
    ...(stream.gaps > 0 ? [] : stream.missing.map((id) => `tweet ${id} did not reach the subscriber`)),
    ...stream.repeated.map((id) => `tweet ${id} reached the subscriber more than once`),
    ...stream.unexpected.map((id) => `tweet ${id} reached the subscriber, who does not follow its author`),
    ...mix.failures,
    ...[...outcome.database.findings, ['before that, notifications', outcome.notifications] as const]
      .filter(([, findings]) => countFaults(findings) > 0)
      .map(
        ([subject, findings]) =>
          `${subject}: ${describeFindings(findings)}, ${JSON.stringify(findings.examples)}`,
      ),
  ];
}

export function printReport(outcome: Outcome): void {
  const rows = toRows(outcome);
  const width = Math.max(...rows.map(([name]) => name.length));
  console.log(`\n${rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')}\n`);
  const problems = findProblems(outcome);
  for (const problem of problems.slice(0, shownProblems)) console.log(`✗ ${problem}`);
  if (problems.length > shownProblems) console.log(`✗ and ${problems.length - shownProblems} more`);
  console.log(problems.length === 0 ? 'Replay green' : `Replay red: ${problems.length} problems`);
}

function toRows(outcome: Outcome): [name: string, value: string][] {
  const { plan, split, posting, verification, stream, notifications } = outcome;
  const accounts = plan.usernames.length;
  const { apiFollows, loadedFollows } = split;
  const accepted = posting.accepted.length;
  const isSettled = verification.differences.length === 0;
  const settled = `${isSettled ? 'settled' : 'not settled'} ${seconds(outcome.settleMs)} after the last tweet`;
  const waited = `${seconds(posting.waitedMs)} of it waiting for the subscriber to be back`;
  return [
    [
      'Accounts',
      `${number(accounts)} (${number(split.apiAccounts)} API, ${number(accounts - split.apiAccounts)} bulk)`,
    ],
    ['  authors', `${number(plan.authors)}; ${number(plan.adaptedUsernames)} usernames adapted`],
    [
      'Follows',
      `${number(plan.follows.length)} (${number(apiFollows.length)} API, ${number(loadedFollows.length)} bulk)`,
    ],
    [
      '  left out',
      `${number(plan.skippedFollows)} of oneself or repeated; ${number(outcome.skippedLines)} malformed lines`,
    ],
    ['Tweets', `${number(accepted)} accepted, all through the API; refused: ${list(posting.refused)}`],
    [
      '  posting',
      `${seconds(posting.durationMs)}, ${number((accepted / posting.durationMs) * 1000)} a second; ${waited}`,
    ],
    [
      '  file order',
      outcome.outOfOrder.length === 0 ? 'kept' : `broken by ${number(outcome.outOfOrder.length)}`,
    ],
    ['Timeline entries', `${number(outcome.expectedEntries)} expected; ${settled}`],
    [
      'Followers verified',
      `${verification.verified}/${outcome.sample}, ${number(verification.entries)} entries compared`,
    ],
    ['Subscriber', `@${stream.account}, dropped ${stream.drops} times`],
    ['  delivered', `${number(stream.delivered)} of ${number(stream.expected)} tweets`],
    ['  missing', `${number(stream.missing.length)}; gaps told of: ${number(stream.gaps)}`],
    ['  duplicates', number(stream.repeated.length)],
    ['Told', describeFindings(notifications)],
    ...toMixRows(outcome),
  ];
}

function toMixRows({ mix, database: { findings, settleMs } }: Outcome): [name: string, value: string][] {
  const done = mix.done.values().reduce((sum, count) => sum + count, 0);
  return [
    [
      'Random actions',
      `${number(done)} from ${actingClients} clients in ${seconds(mix.durationMs)}: ${list(mix.done)}`,
    ],
    ['  refused', list(mix.refused)],
    ['  failed (5xx)', number(mix.failures.length)],
    ['  settled', `${seconds(settleMs)} after the last`],
    ...[...findings].map(([subject, found]): [string, string] => [`  ${subject}`, describeFindings(found)]),
  ];
}

function list(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${number(count)} ${name}`).join(', ') || 'none';
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
