import { consumers } from '../effects.ts';
import { takeFromOutbox } from './take-from-outbox.ts';
import type { OpenWay } from './way.ts';

/** As Dunlin does it: all effects of a batch in the transaction that takes it out. */
export const openOutbox: OpenWay = async ({ pool, apply }) =>
  takeFromOutbox(pool, async (client, writes) => {
    for (const consumer of consumers)
      await apply((text, values) => client.query(text, values), consumer, writes);
  });
