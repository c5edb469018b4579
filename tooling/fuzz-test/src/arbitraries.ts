import type { Api, Operation, Schema } from '@dunlin/harness/read-api';
import fc from 'fast-check';
import type { SchemaObject } from 'openapi3-ts/oas31';

/** Ids that there are. */
export type Ids = readonly string[];

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', minLength: 200, maxLength: 400 }),
  fc.constantFrom(
    '',
    ' ',
    '\0',
    '\ud800',
    '‮abc',
    '@ada',
    '#tag',
    'https://example.org/a',
    'from:ada lang:en -x "y z"',
  ),
);

const number = fc.oneof(
  fc.integer({ min: -5, max: 200 }),
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, 2 ** 31, 2 ** 53, 2 ** 63, 1e308),
);

/** What has nothing to do with what is asked for. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constantFrom(null, [], {}, [[]], { __proto__: null, constructor: 1 }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);

/** What the schema takes as a rule, something near it now and then, and sometimes anything. */
function fromSchema(schema: Schema, context: Pick<Api, 'resolve'> & { ids: Ids }): fc.Arbitrary<unknown> {
  const fitting = toFitting(context.resolve(schema), context);
  return fc.oneof({ arbitrary: fitting, weight: 12 }, { arbitrary: odd, weight: 1 });
}

function toFitting(
  schema: SchemaObject,
  context: Pick<Api, 'resolve'> & { ids: Ids },
): fc.Arbitrary<unknown> {
  const { anyOf, oneOf, properties, items, format, pattern } = schema;
  const [type] = [schema.type ?? 'string'].flat();
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = anyOf ?? oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => fromSchema(choice, context)));
  if (properties) return toObject(schema, context);
  if (type === 'array') return fc.array(fromSchema(items ?? {}, context), { maxLength: 5 });
  if (type === 'integer' || type === 'number') return number;
  if (type === 'boolean') return fc.boolean();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  // Every pattern but the ids' own describes some text.
  if (pattern?.includes('\\d') || pattern?.includes('0-9')) return fc.constantFrom(...context.ids);
  return text;
}

function toObject(
  { properties = {}, required = [] }: SchemaObject,
  context: Pick<Api, 'resolve'> & { ids: Ids },
): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, field]) => [name, fromSchema(field, context)]),
  );
  return fc
    .tuple(
      fc.record(fields, { requiredKeys: required.filter((name) => name in fields) }),
      fc.option(fc.dictionary(text, odd, { maxKeys: 2 }), { freq: 12, nil: {} }),
    )
    .map(([fitting, more]) => ({ ...fitting, ...more }));
}

/** All that a procedure takes, wherever a request of REST has it. */
export function inputOf(
  operation: Operation,
  context: Pick<Api, 'resolve'> & { ids: Ids },
): fc.Arbitrary<unknown> {
  const { parameters, body } = operation;
  const fields = Object.fromEntries(
    parameters.map(({ name, schema }) => [name, fromSchema(schema, context)]),
  );
  const both = fc
    .tuple(fc.record(fields, { requiredKeys: [] }), body ? fromSchema(body, context) : fc.constant({}))
    .map(([parameters, body]) =>
      typeof body === 'object' && body !== null ? { ...parameters, ...body } : body,
    );
  return fc.oneof({ arbitrary: both, weight: 12 }, { arbitrary: odd, weight: 1 });
}

/** Something like the text, but for some characters. */
export function mutated(of: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const change = fc.tuple(fc.nat(200), fc.nat(6), fc.string({ unit: 'binary', maxLength: 4 }));
  return fc
    .tuple(of, fc.array(change, { maxLength: 3 }))
    .map(([whole, changes]) =>
      changes.reduce((text, [at, length, by]) => text.slice(0, at) + by + text.slice(at + length), whole),
    );
}
