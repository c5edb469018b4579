import type { Outcome } from './cut-clients.ts';

/** A row for each client, a column for each pattern; of Markdown. */
export function toTable(outcomes: readonly Outcome[]): string {
  const byClient = [...Map.groupBy(outcomes, ({ client }) => `${client.name} ${client.version}`)];
  const patterns = byClient[0]?.[1] ?? [];
  const head = [
    'client',
    ...patterns.map(({ cutAfter, apartMs }) => `${cutAfter}, ${apartMs / 1000} s`),
    'cuts',
    'ids',
  ];
  const rows = byClient.map(([client, found]) => [
    client,
    ...found.map(toCell),
    sum(found, 'cuts'),
    toIds(found),
  ]);
  return [
    'Cut after so many tweets, each so long after the last: lost / copies / torn.',
    '',
    ...[head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function toCell({ lost, copies, torn }: Outcome): string {
  return `${lost} / ${copies} / ${torn}`;
}

/** How many different event ids there were, of how many tweets. */
function toIds(outcomes: readonly Outcome[]): string {
  return `${sum(outcomes, 'ids')} of ${sum(outcomes, 'posted')}`;
}

function sum(outcomes: readonly Outcome[], name: 'cuts' | 'ids' | 'posted'): number {
  return outcomes.reduce((total, outcome) => total + outcome[name], 0);
}
