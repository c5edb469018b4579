import { appRouter, listProcedures } from '@dunlin/api';

/** Procedures as REST offers them. */
const restOperations = listProcedures(appRouter).flatMap(({ path: name, meta }) => {
  if (!meta.openapi) return [];
  const { method, path } = meta.openapi;
  return [{ name, method: String(method), pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`) }];
});

/** The operations that a request asks for, by whichever way it came. */
export function findOperations(method: string, url: string): string[] {
  const [path = ''] = url.split('?');
  const called = /^\/trpc\/(.+)$/.exec(path)?.[1];
  if (called !== undefined) return decode(called)?.split(',') ?? [];
  return restOperations
    .filter((operation) => operation.method === method && operation.pattern.test(path))
    .map(({ name }) => name);
}

/** Undefined for what is malformed, which the server refuses. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
