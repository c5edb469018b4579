import { definitionOf, type NamedSchemas, shapeOf } from './named-schemas.ts';
import type { Level, Operation } from './operations.ts';
import { toSentence, writeDoc } from './write-doc.ts';
import { exampleOf, toSource } from './write-example.ts';
import { mayBeLeftOut, writeType } from './write-type.ts';

const optionsOf = { read: 'CallOptions', list: 'CallOptions', write: 'WriteOptions', live: 'StreamOptions' };

/** The fields of an interface with the operations of a level, each with its documentation. */
export function writeLevel(names: NamedSchemas, { operations, parts }: Level, indent = '  '): string {
  const functions = operations.map(
    (operation) =>
      `${writeDoc(describe(operation), { indent, code: [`@example ${writeCall(names, operation)}`] })}${indent}${operation.name}: ${writeFunction(names, operation)};\n`,
  );
  const levels = [...parts].map(
    ([name, part]) => `${indent}${name}: {\n${writeLevel(names, part, `${indent}  `)}${indent}};\n`,
  );
  return [...functions, ...levels].join('\n');
}

function writeFunction(names: NamedSchemas, operation: Operation): string {
  const { kind, input, output, meta } = operation;
  const optional = isInputOptional(operation) ? '?' : '';
  const inputType = input ? writeType({ names, direction: 'input' }, input) : 'NoInput';
  const parameters = `input${optional}: ${inputType}, options?: ${optionsOf[kind]}`;
  const write = (schema = output) => (schema ? writeType({ names, direction: 'output' }, schema) : 'void');
  const codes = [...operation.errors.own.map(quote), commonCodesOf(operation)].join(' | ');
  if (kind === 'live')
    return `(${parameters}) => AsyncGenerator<${write(meta.stream?.event)}, void, undefined> & Throws<${codes}>`;
  if (kind === 'list') return `List<${[inputType, write(), ...writeCodesOfList(operation)].join(', ')}>`;
  const result = output && definitionOf(output).type !== 'undefined' ? write() : 'void';
  return `(${parameters}) => Promise<${result}> & Throws<${codes}>`;
}

/** Those of its own: what every list can fail with, `List` says. */
function writeCodesOfList({ path, errors, isProtected }: Operation): string[] {
  if (!isProtected || !errors.own.includes('INVALID_CURSOR'))
    throw new Error(`${path} is no list like the others.`);
  const own = errors.own.filter((code) => code !== 'INVALID_CURSOR');
  return own.length > 0 ? [own.map(quote).join(' | ')] : [];
}

/** The name of the codes that every call of an operation's kind can fail with. */
export function commonCodesOf({ kind, isProtected }: Operation): string {
  const name = { read: 'Read', list: 'Read', write: 'Write', live: 'Stream' }[kind];
  return `${isProtected ? '' : 'Public'}${name}ErrorCode`;
}

function describe(operation: Operation): string[] {
  const { meta } = operation;
  const { summary, description } = { ...meta.stream, ...meta.openapi };
  if (summary === undefined) throw new Error(`${operation.path} needs a summary in its meta.`);
  // What it can fail with stands in its type.
  return [[toSentence(summary), description].filter(Boolean).join(' ')];
}

/** A call as one would write it. */
function writeCall(names: NamedSchemas, operation: Operation): string {
  const { kind, path, input, output } = operation;
  const example = input ? toSource(exampleOf(input, path)) : '';
  if (kind === 'live') return `for await (const event of client.${path}(${example})) show(event);`;
  if (kind === 'list') return `for await (const item of client.${path}.items(${example})) show(item);`;
  const name = output && names.nameOf(output);
  const result = name === undefined ? '' : `const ${toVariable(name)} = `;
  return `${result}await client.${path}(${example});`;
}

function isInputOptional({ input }: Operation): boolean {
  return !input || Object.values(shapeOf(input)).every((field) => mayBeLeftOut(field, 'input'));
}

/** `user` for a ModeratedUser. */
function toVariable(name: string): string {
  const word = name.replace(/^.*(?=[A-Z])/, '').toLowerCase();
  return word === 'export' ? 'exported' : word;
}

const quote = (code: string) => `'${code}'`;
