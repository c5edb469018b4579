import { appRouter, listProcedures, type Procedure } from '@dunlin/api';
import { itemsOf } from './write-type.ts';

/** How an operation is called, and what it gives. */
export type OperationKind = 'read' | 'list' | 'write' | 'live';

export interface Operation extends Procedure {
  name: string;
  kind: OperationKind;
}

/** The operations of a part of the client, and its parts. */
export interface Level {
  operations: Operation[];
  parts: Map<string, Level>;
}

/** The operations of the router, nested as the client is. */
export function readOperations(): Level {
  const root: Level = { operations: [], parts: new Map() };
  for (const procedure of listProcedures(appRouter)) {
    const names = procedure.path.split('.');
    const name = names.pop() ?? '';
    levelAt(root, names).operations.push({ ...procedure, name, kind: kindOf(procedure) });
  }
  return root;
}

function levelAt(root: Level, names: readonly string[]): Level {
  return names.reduce((level, name) => {
    const part = level.parts.get(name) ?? { operations: [], parts: new Map() };
    level.parts.set(name, part);
    return part;
  }, root);
}

function kindOf({ type, output }: Procedure): OperationKind {
  if (type === 'mutation') return 'write';
  if (type === 'subscription') return 'live';
  return output && itemsOf(output) ? 'list' : 'read';
}

/** All of them, by their order in the router. */
export function listOperations({ operations, parts }: Level): Operation[] {
  return [...operations, ...[...parts.values()].flatMap(listOperations)];
}
