import type {
  DeactivationNotice as ApiDeactivationNotice,
  AppRouter as ApiRouter,
  SuspensionNotice as ApiSuspensionNotice,
  ErrorCode,
  FieldIssue,
} from '@dunlin/api';
import type {
  DeactivationNotice,
  NoInput,
  Operations,
  ErrorCode as SdkErrorCode,
  FieldIssue as SdkFieldIssue,
  SuspensionNotice,
} from '@dunlin/sdk';
import type { AppRouter } from '@dunlin/sdk/trpc';
import { expectTypeOf, test } from 'vitest';

type Routes = ApiRouter['_def']['record'];

test('every operation takes and gives what tRPC infers of the router, and there is no other', () => {
  // Were it not never, it would name those that differ.
  expectTypeOf<Differences<Routes, Operations>>().toEqualTypeOf<never>();
  expectTypeOf<PathsOf<Operations>>().toEqualTypeOf<PathsOf<Routes>>();
});

test('the router for tRPC clients takes and gives the same', () => {
  expectTypeOf<Differences<AppRouter['_def']['record'], Operations>>().toEqualTypeOf<never>();
  expectTypeOf<PathsOf<AppRouter['_def']['record']>>().toEqualTypeOf<PathsOf<Routes>>();
  expectTypeOf<TypesOf<AppRouter['_def']['record']>>().toEqualTypeOf<TypesOf<Routes>>();
});

test('errors are those of the API', () => {
  expectTypeOf<SdkErrorCode>().toEqualTypeOf<ErrorCode>();
  expectTypeOf<SdkFieldIssue>().toEqualTypeOf<FieldIssue>();
  expectTypeOf<SuspensionNotice>().toEqualTypeOf<ApiSuspensionNotice>();
  expectTypeOf<DeactivationNotice>().toEqualTypeOf<ApiDeactivationNotice>();
});

/** Dotted names of the operations whose types are not the same. */
type Differences<Level, Client, Prefix extends string = ''> = {
  [Name in keyof Level & keyof Client & string]: Level[Name] extends Procedure
    ? Same<Inferred<Level[Name]>, Generated<Client[Name]>> extends true
      ? never
      : `${Prefix}${Name}`
    : Differences<Level[Name], Client[Name], `${Prefix}${Name}.`>;
}[keyof Level & keyof Client & string];

interface Procedure {
  _def: { type: string; $types: { input: unknown; output: unknown } };
}

type Inferred<Route extends Procedure> = {
  input: ToInput<Route['_def']['$types']['input']>;
  output: ToOutput<Route['_def']['$types']['output']>;
};

/** What asks for nothing has an object all the same, before its options; an input of which nothing must be given can be left out. */
type ToInput<Input> = Nothing extends Input ? NoInput : Exclude<Input, undefined>;

/** Of a stream, what it brings: the id beside what the event says. */
type ToOutput<Output> = [Output] extends [undefined]
  ? Nothing
  : Output extends AsyncIterable<infer Event>
    ? Event extends { id: string; data: infer Data }
      ? Flat<Data>
      : Event
    : Output;

type Nothing = ReturnType<() => void>;

type Flat<Data> = Data extends unknown ? { id: string } & Data : never;

type Generated<Operation> = Operation extends (input: infer Input, ...rest: never[]) => infer Result
  ? {
      input: Exclude<Input, undefined>;
      output: Result extends AsyncIterable<infer Event> ? Event : Awaited<Result>;
    }
  : never;

/** Identical, as TypeScript sees it, once intersections are written out. */
type Same<A, B> =
  (<T>() => T extends Written<A> ? 1 : 2) extends <T>() => T extends Written<B> ? 1 : 2 ? true : false;

type Written<Type> = Type extends object ? { [Key in keyof Type]: Written<Type[Key]> } : Type;

type PathsOf<Level, Prefix extends string = ''> = {
  [Name in keyof Level & string]: Level[Name] extends Procedure | ((...args: never[]) => unknown)
    ? `${Prefix}${Name}`
    : PathsOf<Level[Name], `${Prefix}${Name}.`>;
}[keyof Level & string];

/** Which operations are queries, mutations and subscriptions. */
type TypesOf<Level, Prefix extends string = ''> = {
  [Name in keyof Level & string]: Level[Name] extends Procedure
    ? `${Level[Name]['_def']['type']} ${Prefix}${Name}`
    : TypesOf<Level[Name], `${Prefix}${Name}.`>;
}[keyof Level & string];
