import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, migrate, startEmbeddedPostgres } from '@dunlin/db';
import { listFailures } from './goals.ts';
import { measureDetection } from './measure-detection.ts';
import { measurePairs } from './measure-pairs.ts';
import { measurePosts } from './measure-posts.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { type Report, toMarkdown } from './report.ts';
import { drawPairs } from './sources/draw-pairs.ts';
import { prepareSources, repositoryFolder } from './sources/prepare-sources.ts';
import { readPosts } from './sources/read-posts.ts';

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  return 2;
});

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const report = await measure(options);
  const markdown = toMarkdown(report, options);
  console.log(markdown);
  if (options.keep) await writeFile(join(repositoryFolder, 'docs/search-words.md'), markdown);
  return listFailures(report.pairs).length === 0 ? 0 : 1;
}

async function measure(options: Options): Promise<Report> {
  const sources = await prepareSources();
  const samples = await drawPairs(sources, options);
  const posts = await readPosts(sources);
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'dunlin-search-words-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = stack.use(await startEmbeddedPostgres({ dataDir, durable: false }));
  const db = createDatabase({ url: postgres.url });
  stack.defer(() => db.destroy());
  await migrate(db);
  return {
    pairs: await measurePairs(samples, { db, sources }),
    ...(options.pairsOnly
      ? {}
      : { detection: await measureDetection(posts), posts: await measurePosts(posts, db) }),
  };
}
