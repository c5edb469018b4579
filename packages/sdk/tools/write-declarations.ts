import type { z } from 'zod';
import { definitionOf, describedAs, shapeOf } from './named-schemas.ts';
import { writeDoc } from './write-doc.ts';
import { itemsOf, type TypeWriter, writeDefinition, writeFields, writeType } from './write-type.ts';

/** What every event of a stream has, beside what it says. */
const liveEvent = 'LiveEvent';

/** The declaration of a named schema: an interface of an object, an alias of anything else. */
export function writeDeclaration(writer: TypeWriter, name: string, schema: z.core.$ZodType): string {
  const doc = writeDoc([describedAs(schema, 'description')]);
  if (definitionOf(schema).type !== 'object')
    return `${doc}export type ${name} = ${writeDefinition(writer, schema)};\n`;
  const { extended, fields } = split(writer, name, schema);
  const parent = extended === undefined ? '' : ` extends ${extended}`;
  return `${doc}export interface ${name}${parent} {\n${writeFields(writer, fields)}}\n`;
}

/** What an interface has from another, and what is its own. */
function split(writer: TypeWriter, name: string, schema: z.core.$ZodType): Split {
  const shape = shapeOf(schema);
  const item = itemsOf(schema);
  if (item) {
    const { items: _items, nextCursor: _nextCursor, ...fields } = shape;
    return { extended: `Page<${writeType(writer, item)}>`, fields };
  }
  if (name.endsWith('Event')) return { extended: liveEvent, fields: shape };
  const base = writer.names.extendedBy(schema);
  const fields = Object.entries(shape).filter(([field]) => !base?.fields.includes(field));
  return { extended: base?.name, fields: Object.fromEntries(fields) };
}

interface Split {
  extended: string | undefined;
  fields: z.core.$ZodShape;
}
