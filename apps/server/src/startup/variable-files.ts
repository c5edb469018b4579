import { readFileSync } from 'node:fs';

/** Variables read from files, and what is wrong with those that cannot be. */
export interface VariablesOfFiles {
  variables: Record<string, string>;
  problems: string[];
}

/** Any variable may be in a file that `<variable>_FILE` names, which is how container engines hand out secrets. */
export function readVariableFiles(
  environment: Record<string, string | undefined>,
  names: readonly string[],
): VariablesOfFiles {
  const found: VariablesOfFiles = { variables: {}, problems: [] };
  for (const name of names) {
    const path = environment[`${name}_FILE`];
    if (path === undefined) continue;
    if (environment[name] !== undefined) found.problems.push(`${name}_FILE must not be set beside ${name}`);
    try {
      found.variables[name] = readFileSync(path, 'utf8').trim();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : error;
      found.problems.push(`${name}_FILE names a file that cannot be read (${code})`);
    }
  }
  return found;
}
