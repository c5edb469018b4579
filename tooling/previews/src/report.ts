import type { Consumer } from './consumers.ts';
import type { Verdict } from './judge.ts';

export interface Row {
  consumer: Consumer;
  /** By kinds of tweet; why it did not run, where it did not. */
  verdicts: ReadonlyMap<string, Verdict> | { missing: string };
}

export function toTable(kinds: readonly string[], rows: readonly Row[]): string {
  const notes: string[] = [];
  const note = (text: string) => {
    if (!notes.includes(text)) notes.push(text);
    return `[${notes.indexOf(text) + 1}]`;
  };
  const cells = (verdicts: Row['verdicts']) =>
    kinds.map((kind) => {
      if ('missing' in verdicts) return note(`not run: there is no ${verdicts.missing} on this machine`);
      const verdict = verdicts.get(kind);
      if (verdict === undefined || verdict === 'right') return verdict === 'right' ? '✓' : '';
      return 'own' in verdict ? note(verdict.own) : `✗ ${note(verdict.wrong.slice(0, 200))}`;
    });
  const lines = rows.map(({ consumer: { ecosystem, name, version, reads }, verdicts }) =>
    ['', `${name} ${version}`, ecosystem, reads, ...cells(verdicts), ''].join(' | ').trim(),
  );
  return [
    ['', 'program', 'from', 'reads', ...kinds, ''].join(' | ').trim(),
    `|${'---|'.repeat(kinds.length + 3)}`,
    ...lines,
    '',
    ...notes.map((text, index) => `${index + 1}. ${text.replaceAll('\n', ' ')}`),
    '',
  ].join('\n');
}

export function toDocument(table: string): string {
  return `# What programs of others show of Dunlin

Written by \`npm run previews -- --write docs/previews.md\` on ${new Date().toISOString().slice(0, 10)}: each program, installed as its registry has it, looked at the page of a tweet of each
kind, at the feed of its author, or asked how to embed it. ✓: it shows what the tweet says, its author and its picture; of what is deleted or private,
nothing. A number: it shows otherwise by its own doing, as told below. ✗: it may be a fault of ours.

${table}`;
}

export function isGood(rows: readonly Row[]): boolean {
  return rows.every(
    ({ verdicts }) =>
      'missing' in verdicts || verdicts.values().every((verdict) => verdict === 'right' || 'own' in verdict),
  );
}
