/** Something that makes up for what was missed. */
export interface CatchUp {
  start(): void;
  /** Tries again what has failed. Resolves when there is nothing under way, to whether nothing is missing. */
  retry(): Promise<boolean>;
}

export function createCatchUp(run: () => Promise<void>, onError: (error: unknown) => void): CatchUp {
  let running = Promise.resolve();
  let isBehind = false;
  const start = () => {
    isBehind = false;
    running = run().catch((error) => {
      isBehind = true;
      onError(error);
    });
  };
  return {
    start,
    async retry() {
      if (isBehind) start();
      await running;
      return !isBehind;
    },
  };
}
