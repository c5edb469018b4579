import { hashKey, type QueryClient, type QueryKey } from '@tanstack/react-query';

/** What is kept up to date by a stream, however many components show it. */
export interface LiveThing {
  /** Begins anew, as for another account. */
  reset(): void;
  /** Whether no component shows it. */
  isIdle(): boolean;
}

/** Of what nobody shows any more this much is kept, so that going back to it is not a beginning: what was shown last. */
const maxIdle = 20;
const forgetAfterMs = 1_000;

const things = new WeakMap<QueryClient, Map<string, LiveThing>>();

/** The one thing of this key, made when it is first asked for. */
export function liveOf<Thing extends LiveThing>(
  queryClient: QueryClient,
  key: QueryKey,
  create: () => Thing,
): Thing {
  const known = allOf(queryClient);
  const hash = hashKey(key);
  // `as`: all who ask by one key make the same kind of thing.
  const found = known.get(hash) as Thing | undefined;
  const thing = found ?? create();
  // Behind all others, as what was asked for last.
  known.delete(hash);
  known.set(hash, thing);
  // Later: what is asked for while rendering is joined only once it is on the page.
  if (!found) setTimeout(forgetIdle, forgetAfterMs, known);
  return thing;
}

/** Undefined when no component has shown it yet. */
export function findLive<Thing extends LiveThing>(
  queryClient: QueryClient,
  key: QueryKey,
): Thing | undefined {
  // `as`: likewise.
  return allOf(queryClient).get(hashKey(key)) as Thing | undefined;
}

export function resetLive(queryClient: QueryClient): void {
  for (const thing of allOf(queryClient).values()) thing.reset();
}

function forgetIdle(known: Map<string, LiveThing>): void {
  const idle = [...known].filter(([, thing]) => thing.isIdle());
  for (const [hash] of idle.slice(0, -maxIdle)) known.delete(hash);
}

function allOf(queryClient: QueryClient): Map<string, LiveThing> {
  const known = things.get(queryClient) ?? new Map<string, LiveThing>();
  things.set(queryClient, known);
  return known;
}
