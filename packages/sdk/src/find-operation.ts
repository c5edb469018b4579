import type { WriteOptions } from './operation.ts';

/** @throws TypeError when the client has none of this name, as with a router of something else. */
export function findOperation(
  client: object,
  path: string,
): (input: unknown, options: WriteOptions) => unknown {
  const found = path.split('.').reduce<unknown>((level, name) => Object(level)[name], client);
  if (typeof found !== 'function') throw new TypeError(`A Dunlin client has no operation ${path}.`);
  // `as`: all functions of a client take these.
  return found as ReturnType<typeof findOperation>;
}
