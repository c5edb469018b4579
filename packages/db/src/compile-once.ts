import { type Compilable, type CompiledQuery, type QueryResult, type RawBuilder, sql } from 'kysely';
import type { Database } from './create-database.ts';

/** Where a value stands that each run gives anew. */
export type Param<Values> = <Name extends keyof Values>(name: Name) => RawBuilder<Values[Name]>;

/**
 * A query whose text never changes: built and compiled when it first runs, which takes longer than all else that a short query
 * takes of this process. All databases that it runs on have the same plugins.
 */
export function compileOnce<Values extends object, Row>(
  build: (db: Database, param: Param<Values>) => Buildable<Row>,
): (db: Database, values: Values) => Promise<QueryResult<Row>> {
  let compiled: CompiledQuery<Row> | undefined;
  const param: Param<Values> = (name) => sql.val(new Slot(name)) as RawBuilder<never>; // `as`: filled when it runs.
  return (db, values) => {
    compiled ??= build(db, param).compile(db);
    const filled = compiled.parameters.map((value) =>
      // `as`: compileOnce makes slots of the names of values only.
      value instanceof Slot ? values[value.name as keyof Values] : value,
    );
    return db.executeQuery({ ...compiled, parameters: filled });
  };
}

class Slot {
  readonly name: PropertyKey;

  constructor(name: PropertyKey) {
    this.name = name;
  }
}

/** A query builder, which needs no database to be compiled, or raw SQL, which does. */
type Buildable<Row> = Compilable<Row> | RawBuilder<Row>;
