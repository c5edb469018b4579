import type { DocumentSchema, ImportResponse, SearchResponse } from 'typesense/lib/Typesense/Documents.js';
import { TypesenseError } from './error.ts';
import type { Send } from './nodes.ts';

/** Longer than any search takes. Whoever searches may give up sooner. */
const searchTimeoutMs = 5_000;
const writeTimeoutMs = 10_000;

/** What a search asks of one collection. */
export interface CollectionSearch {
  collection: string;
  /** Words and phrases: hashes, or letters and digits of ASCII. */
  q: string;
  query_by?: string;
  filter_by?: string;
  sort_by?: string;
  per_page: number;
  include_fields?: string;
  [option: string]: string | number | boolean | undefined;
}

export interface CollectionResult<Document> {
  /** The collection itself, where the search named an alias. */
  collection: string;
  found: number;
  documents: Document[];
}

/** All in one request; it is a POST, which takes filters of any length. */
export async function search<Document extends DocumentSchema>(
  send: Send,
  searches: readonly CollectionSearch[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<CollectionResult<Document>[]> {
  const text = await send({
    ...{ method: 'POST', path: `/multi_search?limit_multi_searches=${searches.length}` },
    // Highlights of its own would take most of the time, and say less than ours.
    body: { searches: searches.map((one) => ({ ...one, highlight_fields: 'none' })) },
    ...{ timeoutMs: searchTimeoutMs, signal },
  });
  // `as`: what the server is documented to answer.
  const { results } = JSON.parse(text) as { results: SearchResponse<Document>[] };
  return results.map(({ code, error, request_params, found, hits = [] }) => {
    if (code !== undefined) throw toError(code, error);
    const documents = hits.map(({ document }) => document);
    return { collection: request_params.collection_name ?? '', found, documents };
  });
}

/** `upsert` replaces documents whole. `update` changes the fields given, and passes over documents that are not there. */
export async function importDocuments(
  send: Send,
  collection: string,
  documents: readonly DocumentSchema[],
  { action = 'upsert' }: { action?: 'upsert' | 'update' } = {},
): Promise<void> {
  for (const lines of cutIntoBodies(documents)) {
    const text = await send({
      method: 'POST',
      // Numbers beyond 2^53 are sent as strings.
      path: `/collections/${collection}/documents/import?action=${action}&dirty_values=coerce_or_reject&batch_size=${lines.length}`,
      body: lines.join('\n'),
      timeoutMs: writeTimeoutMs,
    });
    // It answers 200 whatever became of them, with a line for each.
    for (const line of text.split('\n')) {
      if (line === succeeded) continue;
      const result = JSON.parse(line) as ImportResponse; // `as`: likewise.
      if (result.success || (action === 'update' && result.code === 404)) continue;
      throw toError(result.code, result.error);
    }
  }
}

/** Read as JSON, thousands of them take a while. */
const succeeded = '{"success":true}';
/** One above a megabyte counts for several writes that wait, while which a node answers nobody. */
const maxBodyLength = 800_000;

function* cutIntoBodies(documents: readonly DocumentSchema[]): Generator<string[]> {
  let [lines, length]: [string[], number] = [[], 0];
  for (const document of documents) {
    const line = JSON.stringify(document);
    if (length > 0 && length + line.length > maxBodyLength) {
      yield lines;
      [lines, length] = [[], 0];
    }
    lines.push(line);
    length += line.length;
  }
  if (lines.length > 0) yield lines;
}

/** Removes those that are there. */
export async function deleteDocuments(send: Send, collection: string, ids: readonly string[]): Promise<void> {
  const numbers = ids.filter((id) => /^\d+$/.test(id));
  if (numbers.length === 0) return;
  const filter = encodeURIComponent(`id:[${numbers.join()}]`);
  await send({
    ...{ method: 'DELETE', path: `/collections/${collection}/documents?filter_by=${filter}` },
    timeoutMs: writeTimeoutMs,
  });
}

function toError(code: number, message = ''): TypesenseError {
  if (code === 404)
    return new TypesenseError('missing', 'Typesense has lost a collection of the search index');
  if (code >= 500) return new TypesenseError('not ready', `Typesense is not ready (${code})`);
  return new TypesenseError('rejected', `Typesense rejected a request (${code}): ${message.slice(0, 200)}`);
}
