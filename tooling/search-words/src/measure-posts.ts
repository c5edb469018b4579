import { detectLanguage } from '@dunlin/api/detect-language';
import {
  createPostgresSearch,
  createStems,
  type Search,
  type TweetDocument,
  type TweetTerm,
} from '@dunlin/backends/search';
import { openTypesenseSearch } from '@dunlin/backends/search/typesense';
import type { Database } from '@dunlin/db';
import { canRunTypesense, startTypesenseServer } from '@dunlin/harness/typesense-server';
import { kindsOfQueries, listQueries, type Query, type QueryKind } from './queries.ts';
import type { Posts } from './sources/read-posts.ts';

export interface PostsOfLanguage {
  language: string;
  posts: number;
  /** Of the queries of each kind, those that find the post that they are taken from. */
  shares: Readonly<Record<QueryKind, number>>;
  /** Queries of any kind to which the engines give different ids; undefined without Typesense. */
  different: readonly string[] | undefined;
}

export interface MeasuredPosts {
  languages: readonly PostsOfLanguage[];
  /** From the text to what stands in the index, of each engine that was asked. */
  millisecondsPerPost: Readonly<Record<string, number>>;
}

/** Puts the posts into the engines as they are put into those of a server, and asks for words of each. */
export async function measurePosts(posts: readonly Posts[], db: Database): Promise<MeasuredPosts> {
  await using stack = new AsyncDisposableStack();
  const postgres = createPostgresSearch(db);
  const typesense = canRunTypesense ? await openTypesense(stack, db) : undefined;
  const documents = await toDocuments(posts);
  const all = documents.flatMap(({ documents }) => documents);
  const millisecondsPerPost: Record<string, number> = { Postgres: await timeIndexing(postgres, all) };
  if (typesense) millisecondsPerPost.Typesense = await timeIndexing(typesense, all);
  const languages: PostsOfLanguage[] = [];
  for (const { language, documents: own } of documents)
    languages.push({
      language,
      posts: own.length,
      ...(await askFor(listQueries(own), { postgres, typesense })),
    });
  return { languages, millisecondsPerPost };
}

async function openTypesense(stack: AsyncDisposableStack, db: Database): Promise<Search> {
  const { url, apiKey } = stack.use(await startTypesenseServer());
  const replica = await openTypesenseSearch({ urls: [url], apiKey, loadStems: createStems(db) });
  return replica.of(await replica.create('search-words'));
}

async function toDocuments(posts: readonly Posts[]) {
  let lastId = 0;
  return Promise.all(
    posts.map(async ({ language, texts }) => ({
      language,
      documents: await Promise.all(
        texts.map(
          async (text): Promise<TweetDocument> => ({
            ...{ id: String(++lastId), author: 'ada', replyTo: null, mentions: [], hashtags: [], text },
            language: await detectLanguage(text, []),
            ...{ createdAt: new Date(0), hasMedia: false, hasLinks: false, likes: 0, listed: true },
          }),
        ),
      ),
    })),
  );
}

async function timeIndexing(engine: Search, documents: readonly TweetDocument[]): Promise<number> {
  const started = performance.now();
  await engine.indexTweets(documents);
  return (performance.now() - started) / documents.length;
}

async function askFor(
  queries: readonly Query[],
  { postgres, typesense }: { postgres: Search; typesense: Search | undefined },
): Promise<Pick<PostsOfLanguage, 'shares' | 'different'>> {
  const found = new Map<Query, boolean>();
  const different: string[] = [];
  for (const query of queries) {
    const ids = await find(postgres, query.term);
    found.set(query, ids.includes(query.id));
    if (typesense && String(await find(typesense, query.term)) !== String(ids))
      different.push(query.term.text);
  }
  const shareOf = (kind: QueryKind) => {
    const ofKind = [...found].filter(([query]) => query.kind === kind);
    return ofKind.filter(([, isFound]) => isFound).length / ofKind.length;
  };
  return {
    shares: Object.fromEntries(kindsOfQueries.map((kind) => [kind, shareOf(kind)])) as Record<
      QueryKind,
      number
    >, // The kinds are all there are.
    different: typesense ? different : undefined,
  };
}

async function find(engine: Search, term: TweetTerm): Promise<string[]> {
  const hits = await engine.searchTweets({ ways: [[term]], sort: 'newest', alsoBy: [], limit: 250 });
  return hits.map(({ id }) => id);
}
