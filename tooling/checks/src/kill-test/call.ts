/** One REST call; the answer's JSON, null when there is none. @throws Refusal for an answer other than 2xx. */
export async function call<Answer>(url: string, options: CallOptions = {}): Promise<Answer> {
  const { token, key, body } = options;
  const response = await fetch(url, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    body: body === undefined ? null : JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Refusal(`${response.status} from ${url}: ${text}`);
  return JSON.parse(text || 'null');
}

/** All items of a list, or the first so many. */
export async function listAll<Item>(url: string, options: { token: string; most: number }): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor !== null && { cursor }) });
    const page: { items: Item[]; nextCursor: string | null } = await call(`${url}?${query}`, options);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < options.most);
  return items.slice(0, options.most);
}

/** The server answered, but did not do what was asked. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

interface CallOptions {
  method?: 'GET' | 'POST';
  token?: string;
  key?: string;
  body?: unknown;
}
