import { z } from 'zod';

/** Turns the strings of a URL into what the schema of a field says they are; what does not fit stays as it is, for the schema to refuse. */
export type UrlValues = (strings: Record<string, unknown>) => Record<string, unknown>;

export function createUrlValues(input: z.ZodType | undefined): UrlValues {
  if (!input) return (strings) => strings;
  const { $defs: definitions = {}, ...root } = z.toJSONSchema(input, {
    io: 'input',
    unrepresentable: 'any',
  });
  // A schema that has a name may be a reference to its definition.
  const { properties = {} } = resolve(root, definitions);
  const fields = new Map(
    Object.entries(properties).map(([name, schema]) => [name, createValue(schema, definitions)]),
  );
  return (strings) =>
    Object.fromEntries(
      Object.entries(strings).map(([name, value]) => [name, fields.get(name)?.(value) ?? value]),
    );
}

function createValue(
  schema: JsonSchema,
  definitions: Record<string, JsonSchema>,
): (value: unknown) => unknown {
  const { type, items, ...resolved } = resolve(schema, definitions);
  const types = [type].flat();
  if (types.includes('number') || types.includes('integer')) return toNumber;
  if (types.includes('boolean')) return toBoolean;
  if (types.includes('array')) {
    const toItem = createValue(typeof items === 'object' && !Array.isArray(items) ? items : {}, definitions);
    return (value) => [value].flat().map(toItem);
  }
  const option = resolved.anyOf?.find((candidate) => candidate.type !== 'null');
  return option ? createValue(option, definitions) : (value) => value;
}

function resolve(schema: JsonSchema, definitions: Record<string, JsonSchema>): JsonSchemaObject {
  if (typeof schema === 'boolean') return {};
  const name = schema.$ref?.replace('#/$defs/', '');
  return name === undefined ? schema : resolve(definitions[name] ?? {}, definitions);
}

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d{1,20}(\.\d{1,20})?$/.test(value) ? Number(value) : value;
}

function toBoolean(value: unknown): unknown {
  return value === 'true' ? true : value === 'false' ? false : value;
}

type JsonSchema = z.core.JSONSchema._JSONSchema;
type JsonSchemaObject = Exclude<JsonSchema, boolean>;
