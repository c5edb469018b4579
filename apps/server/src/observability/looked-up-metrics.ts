import type { Counter, Gauge, Registry } from 'prom-client';

/** A scrape does not wait longer for the database. */
const lookTimeoutMs = 1_000;

/** All who look during one scrape share one query, and so do scrapes that come while it has not answered. */
export function createLook<Measured>(measure: () => Promise<Measured>): () => Promise<Measured | undefined> {
  let query: Promise<Measured | undefined> | undefined;
  return () => {
    query ??= measure()
      .catch(() => undefined)
      .finally(() => {
        query = undefined;
      });
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => late.resolve(undefined), lookTimeoutMs);
    return Promise.race([query, late.promise]).finally(() => clearTimeout(timer));
  };
}

/** A metric with a value for each key of what `read` answers; the key is its label, if it has one. */
export function registerEach(registry: Registry, { type, name, help, label, read }: Source): void {
  new type({
    name,
    help,
    labelNames: label === undefined ? [] : [label],
    registers: [registry],
    async collect() {
      const values = await read();
      this.reset();
      // Reset, a metric without labels is 0, which is not the same as unknown.
      if (label === undefined) this.remove();
      for (const [key, value] of Object.entries(values))
        if (value !== undefined) this.inc(label === undefined ? {} : { [label]: key }, value);
    },
  });
}

interface Source {
  type: typeof Gauge | typeof Counter;
  name: string;
  help: string;
  label?: string;
  read: () => object | Promise<object>;
}
