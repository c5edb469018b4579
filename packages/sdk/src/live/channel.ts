/** Values from callbacks to an iterator. A full channel ends, so that a slow reader costs bounded memory. */
export interface Channel<Value> {
  push(value: Value): void;
  /** What was pushed before is still read. */
  end(error?: Error): void;
  read(): AsyncGenerator<Value, void, undefined>;
}

export function createChannel<Value>(capacity: number): Channel<Value> {
  const values: Value[] = [];
  let ended = false;
  let failure: Error | undefined;
  let wake = () => {};

  const end = (error?: Error) => {
    if (ended) return;
    ended = true;
    failure = error;
    wake();
  };

  return {
    end,

    push(value) {
      if (ended) return;
      values.push(value);
      if (values.length === capacity) end();
      wake();
    },

    async *read() {
      for (;;) {
        while (values.length > 0) yield* values.splice(0);
        if (failure) throw failure;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
