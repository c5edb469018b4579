import type { z } from 'zod';
import { definitionOf, describedAs } from './named-schemas.ts';
import { mayBeLeftOut } from './write-type.ts';

/** What one has from elsewhere, and would not write into a call. */
const given = /(^ids?|Id|assword|refreshToken)$/;

/** A value that a schema takes: its own example, or one made of those of its parts. */
export function exampleOf(schema: z.core.$ZodType, path: string): unknown {
  const example = describedAs(schema, 'example');
  const definition = definitionOf(schema);
  if (definition.type === 'object') return exampleOfObject(definition.shape, example, path);
  if (example !== undefined) return example;
  switch (definition.type) {
    case 'boolean':
      return true;
    case 'number':
      return 1;
    case 'array':
      return [exampleOf(definition.element, path)];
    case 'enum':
      return Object.values(definition.entries)[0];
    case 'nullable':
    case 'optional':
    case 'default':
      return exampleOf(definition.innerType, path);
    default:
      throw new Error(`${path} needs an example: give its schema one by .meta({ example }).`);
  }
}

/** With the fields that must be there, and those that its own example has. */
function exampleOfObject(shape: z.core.$ZodShape, example: unknown, path: string): object {
  const chosen: Record<string, unknown> = { ...Object(example) };
  const fields = Object.entries(shape).filter(
    ([name, field]) => name in chosen || !mayBeLeftOut(field, 'input'),
  );
  return Object.fromEntries(
    fields.map(([name, field]) => [name, chosen[name] ?? exampleOf(field, `${path}.${name}`)]),
  );
}

/** A value as one would write it; nothing for an empty object. */
export function toSource(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "\\'")}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, field]) =>
    given.test(name) ? name : `${name}: ${toSource(field)}`,
  );
  return fields.length === 0 ? '' : `{ ${fields.join(', ')} }`;
}
