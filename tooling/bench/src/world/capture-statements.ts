import { AsyncLocalStorage } from 'node:async_hooks';

export interface CapturedStatement {
  sql: string;
  /** Each holds `{tweet}` where the id of the new tweet stood, and `{author}` where its author's did. */
  parameters: unknown[];
}

/** Records the statements of one call, of all that go to a database. */
export function createStatementRecorder() {
  const recording = new AsyncLocalStorage<CapturedStatement[]>();
  return {
    onQuery: ({ sql, parameters }: { sql: string; parameters: readonly unknown[] }) =>
      void recording.getStore()?.push({ sql, parameters: [...parameters] }),

    /** The statements of the first transaction of a call; what the call sets off after its commit is left out. */
    async record<Result>(
      call: () => Promise<Result>,
    ): Promise<{ result: Result; statements: CapturedStatement[] }> {
      const recorded: CapturedStatement[] = [];
      const result = await recording.run(recorded, call);
      const end = recorded.findIndex(({ sql }) => sql === 'commit');
      const statements = recorded.slice(0, end + 1);
      if (statements[0]?.sql !== 'begin')
        throw new Error(`not one transaction: ${recorded.map(({ sql }) => sql).join('; ')}`);
      return { result, statements };
    },
  };
}

/** Puts marks in the place of values, or values in the place of marks. */
export function substitute(value: unknown, replacements: Readonly<Record<string, string>>): unknown {
  if (Array.isArray(value)) return value.map((item) => substitute(item, replacements));
  if (typeof value !== 'string') return value;
  return Object.entries(replacements).reduce((text, [from, to]) => text.replaceAll(from, to), value);
}
