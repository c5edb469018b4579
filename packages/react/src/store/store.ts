import { type Entity, findEntities, keyOf, type Live } from './entity.ts';
import { createListeners } from './listeners.ts';
import { createRecord, type EntityRecord, type Layer } from './record.ts';
import { visibilityOf } from './visibility.ts';

/** One state of each tweet and user, wherever it is shown, with what is being changed already in it. */
export interface Store {
  /** Now; what is asked for from now on is no older. */
  moment(): number;
  /** Takes in the tweets and users of an answer that was asked for at `moment`; what is known from after it stays. Returns the answer. */
  take<Answer>(answer: Answer, moment: number): Answer;
  /** What was given when nothing else is known; undefined when it has been deleted. */
  find<Given extends Entity>(given: Given): Live<Given> | undefined;
  subscribe(given: Entity, listener: () => void): () => void;
  /** Shows a change until it is settled, over whatever the server says meanwhile. */
  change<Given extends Entity>(given: Given, change: Change<Live<Given>>): SettleChange;
  /** What lists go by to leave tweets out; another number when it has changed. */
  visibility: { subscribe(listener: () => void): () => void; version(): number };
  clear(): void;
}

/** Undefined deletes. Applied to what it has already been applied to, it changes nothing. */
export type Change<Value> = (value: Value) => Value | undefined;

/** `keep` takes the change for what the server has from now on; `undo` leaves what is known without it. */
export type SettleChange = (outcome: 'keep' | 'undo') => void;

export function createStore(): Store {
  const records = new Map<string, EntityRecord>();
  const visibility = createListeners();
  let version = 0;
  let now = 0;

  /** Runs what changes a record, and tells who is concerned. */
  const update = (record: EntityRecord, run: () => void) => {
    const before = record.shown;
    run();
    if (record.shown === before) return;
    record.listeners.notify();
    if (visibilityOf(record.shown) === visibilityOf(before)) return;
    version++;
    visibility.notify();
  };

  const recordOf = (entity: Entity) => {
    const record = records.get(keyOf(entity)) ?? createRecord();
    records.set(keyOf(entity), record);
    return record;
  };

  /** The record of what is on the screen: what no answer has told, as after server rendering, is as old as can be. */
  const recordOfShown = (entity: Entity) => {
    const record = recordOf(entity);
    update(record, () => record.receive(entity, 0));
    return record;
  };

  return {
    moment: () => ++now,

    take(answer, moment) {
      for (const entity of findEntities(answer)) {
        const record = recordOf(entity);
        update(record, () => record.receive(entity, moment));
      }
      return answer;
    },

    find(given) {
      const record = records.get(keyOf(given));
      // `as`: a record has the fields of all that it was made of.
      return (record?.isKnown ? record.shown : given) as Live<typeof given> | undefined;
    },

    subscribe: (given, listener) => recordOfShown(given).listeners.add(listener),

    change(given, change) {
      const record = recordOfShown(given);
      // `as`: likewise.
      const layer: Layer = (entity) => change(entity as Live<typeof given>) as Entity | undefined;
      update(record, () => record.add(layer));
      return (outcome) =>
        update(record, () => (outcome === 'keep' ? record.keep(layer, ++now) : record.remove(layer)));
    },

    visibility: { subscribe: visibility.add, version: () => version },

    clear() {
      for (const record of records.values()) update(record, record.forget);
    },
  };
}
