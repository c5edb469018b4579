import { z } from 'zod';

/** Schemas by the names that their metadata gives them, in the order in which they were first seen. */
export interface NamedSchemas {
  /** The name of a schema, which is written once; undefined where it has none, and is written in its place. */
  nameOf(schema: z.core.$ZodType): string | undefined;
  list(): [name: string, schema: z.core.$ZodType][];
}

export function createNamedSchemas(): NamedSchemas {
  const byName = new Map<string, z.core.$ZodType>();
  return {
    nameOf(schema) {
      const name = describedAs(schema, 'id');
      // A name for a text or a number would hide what it is.
      if (name === undefined || !['object', 'union', 'enum'].includes(definitionOf(schema).type))
        return undefined;
      const known = byName.get(name);
      if (known && definitionOf(known) !== definitionOf(schema) && !isSameShape(known, schema))
        throw new Error(`two schemas are called ${name}`);
      if (!known) byName.set(name, schema);
      return name;
    },
    list: () => [...byName],
  };
}

/** What a schema, or the one that it was made of by describing it, says of itself. */
export function describedAs<Key extends 'id' | 'description' | 'example' | 'examples'>(
  schema: z.core.$ZodType,
  key: Key,
): z.core.GlobalMeta[Key] | undefined {
  for (let one: z.core.$ZodType | undefined = schema; one; one = one._zod.parent) {
    const value = z.globalRegistry.get(one)?.[key];
    if (value !== undefined) return value as z.core.GlobalMeta[Key];
  }
  return undefined;
}

/** What a schema is made of, told apart by its `type`. */
export function definitionOf(schema: z.core.$ZodType): z.core.$ZodTypes['_zod']['def'] {
  // `as`: every schema of Zod is one of these.
  return (schema as z.core.$ZodTypes)._zod.def;
}
