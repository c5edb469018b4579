import type { Outcome } from './cut-clients.ts';

/** A row for each client, a column for each pattern; of Markdown. */
export function toTable(outcomes: readonly Outcome[]): string {
  const byClient = [...Map.groupBy(outcomes, ({ client }) => `${client.name} ${client.version}`)];
  const head = ['client', ...(byClient[0]?.[1] ?? []).map(({ pattern }) => pattern.name), 'cuts', 'ids'];
  const rows = byClient.map(([client, found]) => [
    client,
    ...found.map(toCell),
    sum(found, 'cuts'),
    toIds(found),
  ]);
  return [
    'Lost / copies / seconds that a tweet took at most, and what was torn.',
    '',
    ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function toCell({ lost, copies, torn, slowestMs }: Outcome): string {
  const cell = `${lost} / ${copies} / ${(slowestMs / 1_000).toFixed(1)}`;
  return torn === 0 ? cell : `${cell}, ${torn} torn`;
}

/** How many different event ids there were, of how many tweets. */
function toIds(outcomes: readonly Outcome[]): string {
  return `${sum(outcomes, 'ids')} of ${sum(outcomes, 'posted')}`;
}

function sum(outcomes: readonly Outcome[], name: 'cuts' | 'ids' | 'posted'): number {
  return outcomes.reduce((total, outcome) => total + outcome[name], 0);
}
