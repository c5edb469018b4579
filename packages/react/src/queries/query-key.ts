/** What the keys of all queries of this package begin with. */
const keyPrefix = 'dunlin';

/** The key of all queries of an operation, and with an input of that one. */
export function queryKey(operation: object & { name: string }, input?: object): readonly unknown[] {
  const name = nameOf(operation);
  return input === undefined ? [keyPrefix, name] : [keyPrefix, name, input];
}

/**
 * The key of a write, of one tweet or user if it is about one. A mutation of another key is another one, so that what is still to be
 * sent stays as it was asked when the component goes on to something else.
 */
export function mutationKey(operation: object & { name: string }, about?: string): readonly unknown[] {
  return about === undefined ? queryKey(operation) : [...queryKey(operation), about];
}

/** Operations are named by their path. A stand-in of a test has any name or none, and is told apart by a number. */
function nameOf(operation: object & { name: string }): string {
  if (operation.name.includes('.')) return operation.name;
  const number = standIns.get(operation) ?? ++lastStandIn;
  standIns.set(operation, number);
  return `stand-in ${number}`;
}

const standIns = new WeakMap<object, number>();
let lastStandIn = 0;

/** What all our keys begin with. */
export const ourKeys = [keyPrefix];

export function isOurs({ queryKey: [first] }: { queryKey: readonly unknown[] }): boolean {
  return first === keyPrefix;
}
