import type { LiveMessage } from './subscribe.ts';

/** Far more than the server ever repeats. */
const maxRememberedItems = 10_000;

/**
 * The server goes on right behind an event, but for rare cases that can repeat some, as that of very many open transactions:
 * tells for each event whether its item is new.
 */
export function createItemMemory(): (message: LiveMessage) => boolean {
  const seen = new Set<string>();
  return ({ data }) => {
    const item = data[data.type];
    // An event's item stands under the name of its type; checkpoints and gaps have none.
    if (typeof item !== 'object' || item === null || !('id' in item)) return true;
    const key = `${data.type} ${item.id}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const [oldest] = seen;
    if (oldest !== undefined && seen.size > maxRememberedItems) seen.delete(oldest);
    return true;
  };
}
