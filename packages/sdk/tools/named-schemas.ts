import { z } from 'zod';

/** Objects that begin alike with fewer, such as an id, have nothing to do with each other. */
const minSharedFields = 2;

/** Schemas by the names that they give themselves, as they are met. */
export interface NamedSchemas {
  /** The name that stands for a schema; undefined where it has none, and is written out. */
  nameOf(schema: z.core.$ZodType): string | undefined;
  /** The named object that an object extends: it begins with the very same fields, of which it has the most. */
  extendedBy(schema: z.core.$ZodType): { name: string; fields: string[] } | undefined;
  /** All that have been met; more may be met while they are read. */
  list(): Iterable<[name: string, schema: z.core.$ZodType]>;
}

export function createNamedSchemas(): NamedSchemas {
  const byName = new Map<string, z.core.$ZodType>();
  return {
    list: () => byName,

    nameOf(schema) {
      const name = describedAs(schema, 'id');
      // A name for a text or a number would hide what it is.
      if (name === undefined || !['object', 'union', 'enum'].includes(definitionOf(schema).type))
        return undefined;
      const known = byName.get(name) ?? schema;
      if (definitionOf(known) !== definitionOf(schema)) throw new Error(`Two schemas have the id ${name}.`);
      byName.set(name, known);
      return name;
    },

    extendedBy(schema) {
      const shape = Object.entries(shapeOf(schema));
      const isSame = ([field, type]: (typeof shape)[number], at: number) =>
        shape[at]?.[0] === field && shape[at][1] === type;
      return [...byName]
        .map(([name, other]) => ({ name, fields: Object.entries(shapeOf(other)) }))
        .filter(({ fields }) => fields.length >= minSharedFields && fields.length < shape.length)
        .filter(({ fields }) => fields.every(isSame))
        .map(({ name, fields }) => ({ name, fields: fields.map(([field]) => field) }))
        .toSorted((a, b) => a.fields.length - b.fields.length)
        .at(-1);
    },
  };
}

/** What a schema says of itself, or the one does that it was made of by describing it. */
export function describedAs<Key extends 'id' | 'description' | 'example'>(
  schema: z.core.$ZodType,
  key: Key,
): z.core.GlobalMeta[Key] | undefined {
  for (let one: z.core.$ZodType | undefined = schema; one; one = one._zod.parent) {
    const meta: z.core.GlobalMeta | undefined = z.globalRegistry.get(one);
    if (meta?.[key] !== undefined) return meta[key];
  }
  return undefined;
}

/** What a schema is made of, told apart by its `type`. */
export function definitionOf(schema: z.core.$ZodType): z.core.$ZodTypes['_zod']['def'] {
  // `as`: every schema of Zod is one of these.
  return (schema as z.core.$ZodTypes)._zod.def;
}

/** The fields of an object; none of anything else. */
export function shapeOf(schema: z.core.$ZodType): z.core.$ZodShape {
  const definition = definitionOf(schema);
  return definition.type === 'object' ? definition.shape : {};
}
