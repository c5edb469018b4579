import type { QuotedTweet, UserSummary } from '@dunlin/sdk';
import { type Entity, type EntityKind, findEntities, isTweet, isUser, type Live } from './entity.ts';
import { createListeners } from './listeners.ts';
import type { Layer } from './record.ts';
import { createRecords, type Records } from './records.ts';

/** One state of each tweet and user, wherever it is shown, with what is being changed already in it. */
export interface Store {
  /** Now; what is asked for from now on is no older. */
  moment(): number;
  /** Takes in the tweets and users of an answer that was asked for at `moment`; what is known from after it stays. Returns the answer. */
  take<Answer>(answer: Answer, moment: number): Answer;
  /** What was given when nothing else is known; undefined when it has been deleted. */
  find<Given extends Entity>(given: Given): Live<Given> | undefined;
  /** A tweet that some answer had. */
  findTweet(id: string): QuotedTweet | undefined;
  /** A user whom some answer had. */
  findUser(id: string): UserSummary | undefined;
  subscribe(given: Entity, listener: () => void): () => void;
  /** Shows a change until it is settled, over whatever the server says meanwhile. */
  change<Given extends Entity>(given: Given, change: Change<Live<Given>>): SettleChange;
  /** It is not there any more, as of now. */
  drop(kind: EntityKind, id: string): void;
  /** Of what something is shown, and when that has changed. */
  screen: { subscribe(listener: () => void): () => void; ids: Records['shownIds'] };
  /** What lists go by to leave tweets out; another number when it has changed. */
  visibility: Records['visibility'];
  clear(): void;
}

/** Undefined deletes. Applied to what it has already been applied to, it changes nothing. */
export type Change<Value> = (value: Value) => Value | undefined;

/** `keep` takes the change for what the server has from now on; `undo` leaves what is known without it. */
export type SettleChange = (outcome: 'keep' | 'undo') => void;

export function createStore(): Store {
  const records = createRecords();
  const { update } = records;
  const screen = createListeners();
  let now = 0;

  /** The record of what is on the screen: what no answer has told, as after server rendering, is as old as can be. */
  const recordOfShown = (entity: Entity) => {
    const record = records.of(entity);
    update(record, () => record.receive(entity, 0));
    return record;
  };

  return {
    moment: () => ++now,

    take(answer, moment) {
      for (const entity of findEntities(answer)) {
        const record = records.of(entity);
        update(record, () => record.receive(entity, moment));
      }
      return answer;
    },

    find(given) {
      const record = records.findOf(given);
      // `as`: a record has the fields of all that it was made of.
      return (record?.isKnown ? record.shown : given) as Live<typeof given> | undefined;
    },

    findTweet(id) {
      const entity = records.find('tweet', id)?.shown;
      return entity && isTweet(entity) ? entity : undefined;
    },

    findUser(id) {
      const entity = records.find('user', id)?.shown;
      return entity && isUser(entity) ? entity : undefined;
    },

    subscribe(given, listener) {
      const stop = recordOfShown(given).listeners.add(listener);
      screen.notify();
      return () => {
        stop();
        screen.notify();
      };
    },

    change(given, change) {
      const record = recordOfShown(given);
      // `as`: likewise.
      const layer: Layer = (entity) => change(entity as Live<typeof given>) as Entity | undefined;
      update(record, () => record.add(layer));
      return (outcome) =>
        update(record, () => (outcome === 'keep' ? record.keep(layer, ++now) : record.remove(layer)));
    },

    drop(kind, id) {
      const record = records.find(kind, id);
      if (record) update(record, () => record.drop(++now));
    },

    screen: { subscribe: screen.add, ids: records.shownIds },
    visibility: records.visibility,

    clear() {
      for (const record of records.all()) update(record, record.forget);
    },
  };
}
