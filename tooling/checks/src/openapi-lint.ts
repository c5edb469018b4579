import { spawnSync } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOpenApiDocument } from '@dunlin/server/openapi';
import { toolEnvironment } from './tool-environment.ts';

// Warnings fail too (redocly's own exit code forgives them): programs that read the document differ in what they forgive.
const { totals, problems } = await lint(createOpenApiDocument());
for (const { severity, ruleId, message, location } of problems) {
  console.log(`${severity} ${ruleId}: ${message}\n  at ${location[0]?.pointer ?? '#/'}`);
}
console.log(`openapi.json: ${totals.errors} errors, ${totals.warnings} warnings`);
if (totals.errors + totals.warnings > 0) process.exitCode = 1;

async function lint(document: unknown): Promise<LintReport> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'dunlin-openapi-'));
  const file = join(directory.path, 'openapi.json');
  await writeFile(file, JSON.stringify(document, undefined, 2));
  const redocly = spawnSync('redocly', ['lint', '--format=json', '--extends=recommended', file], {
    encoding: 'utf8',
    env: toolEnvironment,
  });
  if (!redocly.stdout.startsWith('{'))
    throw new Error(`redocly reported nothing: ${redocly.error ?? redocly.stderr}`);
  return JSON.parse(redocly.stdout) as LintReport; // the format redocly documents for --format=json
}

interface LintReport {
  totals: { errors: number; warnings: number };
  problems: { severity: string; ruleId: string; message: string; location: { pointer?: string }[] }[];
}
