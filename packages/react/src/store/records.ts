import { type Entity, type EntityKind, keyOf, toKey } from './entity.ts';
import { createListeners } from './listeners.ts';
import { createRecord, type EntityRecord } from './record.ts';
import { visibilityOf } from './visibility.ts';

/** So many are kept, and a tenth more before the oldest go: 20 MB or so. */
export const maxRecords = 10_000;

/** The records of a store, and who is told when one has changed. */
export interface Records {
  find(kind: EntityKind, id: string): EntityRecord | undefined;
  findOf(entity: Entity): EntityRecord | undefined;
  /** Makes it when there is none. */
  of(entity: Entity): EntityRecord;
  all(): IterableIterator<EntityRecord>;
  /** Runs what changes a record, and tells whoever shows it, and lists if they must look again. */
  update(record: EntityRecord, run: () => void): void;
  visibility: { subscribe(listener: () => void): () => void; version(): number };
  /** Ids of what components show. */
  shownIds(kind: EntityKind): string[];
}

export function createRecords(): Records {
  const records = new Map<string, EntityRecord>();
  const visibility = createListeners();
  let version = 0;

  return {
    find: (kind, id) => records.get(toKey(kind, id)),
    findOf: (entity) => records.get(keyOf(entity)),
    all: () => records.values(),

    of(entity) {
      const key = keyOf(entity);
      const found = records.get(key);
      const record = found ?? createRecord();
      // Behind all others, as what was told of last.
      records.delete(key);
      records.set(key, record);
      if (!found && records.size > maxRecords * 1.1) forgetOldest(records);
      return record;
    },

    update(record, run) {
      const before = record.shown;
      const stood = seenAs(record);
      run();
      if (record.shown === before) return;
      record.listeners.notify();
      if (seenAs(record) === stood) return;
      version++;
      visibility.notify();
    },

    visibility: { subscribe: visibility.add, version: () => version },

    shownIds(kind) {
      const prefix = toKey(kind, '');
      const shown = [...records].filter(
        ([key, { listeners }]) => key.startsWith(prefix) && !listeners.isEmpty(),
      );
      return shown.map(([key]) => key.slice(prefix.length));
    },
  };
}

/** What is shown, is being changed, or has lists leave something out stays. */
function forgetOldest(records: Map<string, EntityRecord>): void {
  let excess = records.size - maxRecords;
  for (const [key, record] of records) {
    if (excess <= 0) return;
    if (record.isInUse || seenAs(record) !== '') continue;
    records.delete(key);
    excess--;
  }
}

/** What lists go by; of what nothing is known they show what they were given. */
function seenAs({ isKnown, shown }: EntityRecord): string {
  return isKnown ? visibilityOf(shown) : '';
}
