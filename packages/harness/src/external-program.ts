import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/* biome-ignore-start lint/style/noProcessEnv: what the machine has, and whether it may lack something, is its to say; the
   product does not see it. */

/**
 * Whether tests that need a program run: where it is, and where every program is required, so that they fail without it instead
 * of being skipped.
 */
export function canRunWith(program: string): boolean {
  if (process.env.DUNLIN_REQUIRE_ALL === '1') return true;
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));
}

/* biome-ignore-end lint/style/noProcessEnv: as above */
