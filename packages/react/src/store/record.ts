import { replaceEqualDeep } from '@tanstack/react-query';
import type { Entity } from './entity.ts';
import { createListeners, type Listeners } from './listeners.ts';

/** What is known of one tweet or user. */
export interface EntityRecord {
  readonly listeners: Listeners;
  /** Whether an answer has told of it; what is known and not shown has been deleted. */
  readonly isKnown: boolean;
  /** With the changes that are under way. */
  readonly shown: Entity | undefined;
  /** Whether it is on the screen, or changes of it are under way. */
  readonly isInUse: boolean;
  /** Takes in what was asked for at `moment`, unless something newer is known. */
  receive(entity: Entity, moment: number): void;
  add(layer: Layer): void;
  remove(layer: Layer): void;
  /** Makes a change part of what is known. */
  keep(layer: Layer, moment: number): void;
  /** It is not there any more. */
  drop(moment: number): void;
  /** Nothing is known of it. */
  forget(): void;
}

/** A change that is under way; undefined deletes. */
export type Layer = (entity: Entity) => Entity | undefined;

export function createRecord(): EntityRecord {
  let base: Entity | undefined;
  let shown: Entity | undefined;
  let isKnown = false;
  let asOf = 0;
  let layers: Layer[] = [];

  const update = () => {
    let next = base;
    for (const layer of layers) next = next && layer(next);
    // What is equal stays the same object, so that components that show only this are not rendered again.
    shown = replaceEqualDeep(shown, next);
  };
  const remove = (layer: Layer) => {
    layers = layers.filter((other) => other !== layer);
    update();
  };

  const listeners = createListeners();
  return {
    listeners,
    get isInUse() {
      return layers.length > 0 || !listeners.isEmpty();
    },
    get isKnown() {
      return isKnown;
    },
    get shown() {
      return shown;
    },

    receive(entity, moment) {
      const own = ownFields(entity);
      // What is older still has fields that nothing newer had, as a profile has beside the author of a tweet.
      if (moment >= asOf) base = replaceEqualDeep(base, { ...restored(base), ...own });
      else if (base) base = replaceEqualDeep(base, { ...restored(own), ...base });
      isKnown = true;
      asOf = Math.max(asOf, moment);
      update();
    },

    add(layer) {
      layers = [...layers, layer];
      update();
    },

    remove,

    keep(layer, moment) {
      base = base && layer(base);
      asOf = moment;
      remove(layer);
    },

    drop(moment) {
      base = undefined;
      isKnown = true;
      asOf = moment;
      update();
    },

    forget() {
      base = undefined;
      isKnown = false;
      asOf = 0;
      layers = [];
      shown = undefined;
    },
  };
}

/** Only a suspended account is said to be one: whatever comes later and does not say so has it restored. */
function restored(entity: Entity | undefined): Entity | undefined {
  if (!entity || !('suspended' in entity)) return entity;
  const { suspended: _, ...own } = entity;
  return own;
}

/** Without what a tweet has of the list it stands in. */
function ownFields(entity: Entity): Entity {
  if (!('retweetedBy' in entity)) return entity;
  const { retweetedBy: _, ...own } = entity;
  return own;
}
