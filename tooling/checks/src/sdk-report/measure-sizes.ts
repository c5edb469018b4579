import { sizeOfBundle } from '../size-of-bundle.ts';
import { type Subject, subjects } from './subjects.ts';
import { type Table, toSize } from './table.ts';

const programs = { stream: 'a stream', upload: 'an upload', outbox: 'an outbox' } as const;
const names = Object.keys(programs) as (keyof typeof programs)[]; // as: keys of a literal

/** What the smallest useful program costs a page, and what it costs with more. */
export async function measureSizes(project: string): Promise<Table> {
  const rows: string[][] = [];
  for (const subject of subjects) rows.push([subject.title, ...(await sizesOf(project, subject))]);
  return {
    title: 'Size of a program in a browser, minified and gzipped',
    head: ['', 'one call, at first', ...names.map((name) => `and ${programs[name]}`)],
    rows,
  };
}

async function sizesOf(project: string, subject: Subject): Promise<string[]> {
  const sizes = [toSize(await sizeOfBundle(project, subject.oneCall, { splitting: true }))];
  for (const program of names) {
    const source = subject[program];
    const whole = `const file = new Blob([]); ${subject.oneCall} ${source}`;
    sizes.push(
      source === undefined
        ? 'has none'
        : toSize(await sizeOfBundle(project, whole, { splitting: program !== 'stream' })),
    );
  }
  return sizes;
}
