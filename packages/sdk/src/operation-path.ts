import type { operationKinds } from './generated/operation-kinds.ts';

export type OperationKind = 'read' | 'list' | 'write' | 'live';

/** Dotted names of the operations of one kind, such as `tweets.create`. */
export type PathOf<Kind extends OperationKind, Level = typeof operationKinds, Prefix extends string = ''> = {
  [Name in keyof Level & string]: Level[Name] extends OperationKind
    ? Level[Name] extends Kind
      ? `${Prefix}${Name}`
      : never
    : PathOf<Kind, Level[Name], `${Prefix}${Name}.`>;
}[keyof Level & string];
