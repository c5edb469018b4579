import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServerProcess } from '@dunlin/harness/server-process';
import { until } from '@dunlin/harness/until';
import { type Consumer, consumers } from './consumers.ts';
import { type Installation, install } from './installations.ts';
import {
  type Embedding,
  type Entry,
  judgeEmbedding,
  judgeEntry,
  judgePage,
  type Preview,
  type Verdict,
} from './judge.ts';
import { type Options, parseOptions, usage } from './options.ts';
import { type Post, writePosts } from './posts.ts';
import { isGood, type Row, toDocument, toTable } from './report.ts';

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? `${error.message}\n\n${usage}` : error);
  return 2;
});

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  await using stack = new AsyncDisposableStack();
  const own = await mkdtemp(join(tmpdir(), 'dunlin-previews-'));
  stack.defer(() => rm(own, { recursive: true, force: true }));
  const { url } = stack.use(
    await startServerProcess({
      env: { DATA_DIR: join(own, 'data'), WEB: 'on' },
      logFile: join(own, 'server.log'),
    }),
  );
  await until(async () => (await fetch(url)).status === 200);
  const posts = await writePosts(url);
  const rows = await look(posts, url, { ...options, folder: options.folder ?? own });
  const table = toTable(
    posts.map(({ kind }) => kind),
    rows,
  );
  console.log(table);
  if (options.write !== undefined) await writeFile(options.write, toDocument(table));
  return isGood(rows) ? 0 : 1;
}

async function look(
  posts: readonly Post[],
  url: string,
  { from, folder }: Options & { folder: string },
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const ecosystem of from) {
    console.error(`installing what comes from ${ecosystem}`);
    const installation = await install(ecosystem, folder);
    for (const consumer of consumers.filter((one) => one.ecosystem === ecosystem)) {
      console.error(`${consumer.name} ${consumer.version}`);
      rows.push({ consumer, verdicts: await judge(consumer, installation, { posts, url }) });
    }
  }
  return rows;
}

async function judge(
  consumer: Consumer,
  installation: Installation,
  { posts, url }: { posts: readonly Post[]; url: string },
): Promise<Row['verdicts']> {
  if ('missing' in installation) return installation;
  const paths = consumer.reads === 'feed' ? feedsOf(posts) : posts.map(({ path }) => path);
  const input = { urls: paths.map((path) => `${url}${path}`), endpoint: `${url}/oembed` };
  // `as`: what the programs in `fixtures/` print.
  const results = (await installation.run(consumer, input)) as unknown[];
  return new Map(
    posts.map((post, index): [string, Verdict] => {
      if (consumer.reads === 'feed') return [post.kind, judgeEntry(post, results.flat() as Entry[])];
      const result = results[index];
      return [
        post.kind,
        consumer.reads === 'page'
          ? judgePage(post, result as Preview, url)
          : judgeEmbedding(post, result as Embedding),
      ];
    }),
  );
}

/** Of the authors whose tweets visitors see. */
function feedsOf(posts: readonly Post[]): string[] {
  const authors = posts.filter(({ shown }) => shown).map(({ path }) => path.split('/')[1] ?? '');
  return [...new Set(authors)].map((author) => `/${author}.atom`);
}
