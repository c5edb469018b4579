import { z } from 'zod';
import { definitionOf, type NamedSchemas, shapeOf } from './named-schemas.ts';
import { writeDoc } from './write-doc.ts';

/** Whether a type is of what is sent to the server, or of what it answers: fields with defaults may be left out of the first. */
export type Direction = 'input' | 'output';

export interface TypeWriter {
  names: NamedSchemas;
  direction: Direction;
}

/** The type of a schema: its name where it has one. */
export function writeType(writer: TypeWriter, schema: z.core.$ZodType, indent = ''): string {
  const item = itemsOf(schema);
  if (item && Object.keys(shapeOf(schema)).length === 2) return `Page<${writeType(writer, item)}>`;
  return writer.names.nameOf(schema) ?? writeDefinition(writer, schema, indent);
}

/** The type of a schema written out. */
export function writeDefinition(writer: TypeWriter, schema: z.core.$ZodType, indent = ''): string {
  const write = (inner: z.core.$ZodType) => writeType(writer, inner, indent);
  const definition = definitionOf(schema);
  switch (definition.type) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'unknown':
    case 'undefined':
      return definition.type;
    case 'literal':
      return definition.values.map(quote).join(' | ');
    case 'enum':
      return Object.values(definition.entries).map(quote).join(' | ');
    case 'union':
      return definition.options.map(write).join(' | ');
    case 'nullable':
      return `${write(definition.innerType)} | null`;
    case 'optional':
    case 'default':
      return write(definition.innerType);
    case 'array':
      return isUnion(writer, definition.element)
        ? `(${write(definition.element)})[]`
        : `${write(definition.element)}[]`;
    case 'pipe':
      return write(writer.direction === 'input' ? definition.in : definition.out);
    case 'record':
      return `Record<${write(definition.keyType)}, ${write(definition.valueType)}>`;
    case 'object':
      return `{\n${writeFields(writer, definition.shape, `${indent}  `)}${indent}}`;
    default:
      throw new Error(`The SDK's types have no ${definition.type} yet: teach ${import.meta.filename}.`);
  }
}

/** The fields of an object, each on a line and with its description before it. */
export function writeFields(writer: TypeWriter, shape: z.core.$ZodShape, indent = '  '): string {
  return Object.entries(shape)
    .map(([name, schema]) => {
      const isOptional = mayBeLeftOut(schema, writer.direction);
      const type = writeType(writer, schema, indent);
      const field = isOptional ? `${name}?: ${type} | undefined` : `${name}: ${type}`;
      return `${writeDoc([describeField(schema)], { indent })}${indent}${field};\n`;
    })
    .join('');
}

/** What the items are of a schema that is a page of a list. */
export function itemsOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const { items, nextCursor } = shapeOf(schema);
  const definition = items && definitionOf(items);
  return nextCursor && definition?.type === 'array' ? definition.element : undefined;
}

export function mayBeLeftOut(schema: z.core.$ZodType, direction: Direction): boolean {
  const { type } = definitionOf(schema);
  return type === 'optional' || (type === 'default' && direction === 'input');
}

/** What is said of a field itself, and not of the named schema that it has. */
function describeField(schema: z.core.$ZodType): string | undefined {
  const { id, description } = z.globalRegistry.get(schema) ?? {};
  const definition = definitionOf(schema);
  const inner = 'innerType' in definition ? describeField(definition.innerType) : undefined;
  const text = id === undefined ? (description ?? inner) : undefined;
  return definition.type === 'default'
    ? [text, `Default: ${JSON.stringify(definition.defaultValue)}.`].filter(Boolean).join(' ')
    : text;
}

/** Whether a type is written as one of several. */
function isUnion({ names }: TypeWriter, schema: z.core.$ZodType): boolean {
  return (
    names.nameOf(schema) === undefined && ['enum', 'union', 'nullable'].includes(definitionOf(schema).type)
  );
}

function quote(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
