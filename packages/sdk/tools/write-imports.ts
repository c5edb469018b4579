import { posix } from 'node:path';

/** What the generated files use of the others, by the file that has it. */
const handWritten: Record<string, readonly string[]> = {
  '../operation.ts': [
    'CallOptions',
    'List',
    'LiveEvent',
    'NoInput',
    'StreamOptions',
    'Throws',
    'WriteOptions',
  ],
  '../pages.ts': ['Page'],
};

/** The imports of a generated file: of whatever it names and others declare. */
export function writeImports(file: string, bodies: Record<string, string>): string {
  const used = new Set(withoutComments(bodies[file] ?? '').match(/\b[A-Z]\w*/g));
  const declaredIn = {
    ...handWritten,
    ...Object.fromEntries(Object.entries(bodies).map(([name, body]) => [name, exportsOf(body)])),
  };
  const imports = Object.entries(declaredIn).flatMap(([source, names]) => {
    const imported = names.filter((name) => used.has(name)).toSorted();
    if (source === file || imported.length === 0) return [];
    const path = posix.relative(posix.dirname(file), source);
    return [`import type { ${imported.join(', ')} } from '${path.startsWith('.') ? path : `./${path}`}';\n`];
  });
  return imports.length > 0 ? `${imports.join('')}\n` : '';
}

function exportsOf(body: string): string[] {
  return [...body.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name = '']) => name);
}

function withoutComments(body: string): string {
  return body.replaceAll(/\/\*\*.*?\*\//gs, '');
}
