import type { Outcome } from './cut-clients.ts';
import { farewells, type SignOut } from './sign-out-clients.ts';

/** A row for each client, a column for each pattern and each way of signing out; of Markdown. */
export function toTable(outcomes: readonly Outcome[], signOuts: readonly SignOut[]): string {
  const byClient = [...Map.groupBy(outcomes, ({ client }) => `${client.name} ${client.version}`)];
  const patterns = (byClient[0]?.[1] ?? []).map(({ pattern }) => pattern.name);
  const head = ['client', ...patterns, 'cuts', 'ids', ...farewells.map((name) => `signed out: ${name}`)];
  const rows = byClient.map(([client, found]) => [
    client,
    ...found.map(toCell),
    sum(found, 'cuts'),
    toIds(found),
    ...signOuts.filter((signOut) => signOut.client === found[0]?.client).map(toFarewell),
  ]);
  return [
    'Lost / copies / seconds that a tweet took at most, and what was torn; what it did, and asked, when signed out.',
    '',
    ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function toCell({ lost, copies, torn, slowestMs }: Outcome): string {
  const cell = `${lost} / ${copies} / ${(slowestMs / 1_000).toFixed(1)}`;
  return torn === 0 ? cell : `${cell}, ${torn} torn`;
}

function toFarewell({ hasBegun, hasEnded, requests }: SignOut): string {
  if (!hasBegun) return 'never began';
  return `${hasEnded ? 'ended' : 'went on'}, ${requests} asked`;
}

/** How many different event ids there were, of how many tweets. */
function toIds(outcomes: readonly Outcome[]): string {
  return `${sum(outcomes, 'ids')} of ${sum(outcomes, 'posted')}`;
}

function sum(outcomes: readonly Outcome[], name: 'cuts' | 'ids' | 'posted'): number {
  return outcomes.reduce((total, outcome) => total + outcome[name], 0);
}
