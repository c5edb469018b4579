import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { programs } from './clients.ts';

const docs = readFileSync(join(import.meta.dirname, '../../../../docs/streams.md'), 'utf8');
const files = globSync('**/*.{ts,py,go,rs,java}', { cwd: programs });

test.each(files)('%s stands in docs/streams.md as it is run, in at most thirty lines', (file) => {
  const program = readFileSync(join(programs, file), 'utf8').trimEnd();
  expect(program.split('\n').length).toBeLessThanOrEqual(30);
  const isThere = docs.includes(`\n${program}\n`);
  expect(isThere, `docs/streams.md has another program than ${file}: put this one there`).toBe(true);
});
