import { z } from 'zod';

export type SearchConfig =
  | { type: 'postgres' }
  /** Postgres all the same, and answers where Typesense cannot. */
  | { type: 'typesense'; urls: readonly string[]; apiKey: string };

export const searchVariables = {
  TYPESENSE_URL: z
    .string()
    .transform((text) => text.split(',').map((url) => url.trim().replace(/\/+$/, '')))
    .refine(
      (urls) => urls.every(isNode),
      'must list the nodes of a Typesense, such as http://localhost:8108, separated by commas',
    )
    .optional(),
  TYPESENSE_API_KEY: z.string().optional(),
};

export function checkSearch({ value, issues }: z.core.ParsePayload<SearchVariables>): void {
  const pair = ['TYPESENSE_URL', 'TYPESENSE_API_KEY'] as const;
  const missing = pair.filter((name) => value[name] === undefined);
  if (missing.length !== 1) return;
  const message = `is needed too: search is in the Typesense at ${pair[0]}, which takes ${pair[1]}`;
  issues.push({ code: 'custom', path: missing, input: undefined, message });
}

export function toSearchConfig({
  TYPESENSE_URL: urls,
  TYPESENSE_API_KEY: apiKey,
}: SearchVariables): SearchConfig {
  return urls === undefined || apiKey === undefined
    ? { type: 'postgres' }
    : { type: 'typesense', urls, apiKey };
}

/** An address of a server and nothing else. */
function isNode(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.origin === text;
}

type SearchVariables = z.output<z.ZodObject<typeof searchVariables>>;
