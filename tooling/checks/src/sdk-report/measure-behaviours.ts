import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { behaviours } from './behaviours/behaviours.ts';
import { captureCommand } from './capture-command.ts';
import { subjects } from './subjects.ts';
import type { Table } from './table.ts';

const program = fileURLToPath(new URL('./behaviours/run-subject.ts', import.meta.url));
/** Most of the time is spent waiting. */
const atOnce = 2;
const titles = Object.keys(behaviours);
const Cells = z.array(z.string()).length(titles.length);

/** What each does when the line, the token or the account fails it: peers before a server that speaks as theirs, we before ours. */
export async function measureBehaviours(project: string): Promise<Table> {
  const cells = new Map<string, string[]>();
  const left = [...subjects];
  const work = async () => {
    for (let subject = left.shift(); subject; subject = left.shift())
      cells.set(subject.title, await behave(project, subject.name));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const rows = subjects.map(({ title }) => [title, ...(cells.get(title) ?? [])]);
  return { title: 'What each does when something fails', head: ['', ...titles], rows };
}

async function behave(project: string, name: string): Promise<string[]> {
  const args = [program, name, join(project, 'drivers', `${name}.mjs`)];
  const output = await captureCommand(process.execPath, args, { cwd: project, timeoutMs: 600_000 });
  return Cells.parse(JSON.parse(output.trim().split('\n').at(-1) ?? ''));
}
