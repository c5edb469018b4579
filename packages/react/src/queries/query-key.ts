/** What the keys of all queries of this package begin with. */
const keyPrefix = 'dunlin';

/** The key of all queries of an operation, and with an input of that one. */
export function queryKey(operation: object & { name: string }, input?: object): readonly unknown[] {
  const name = nameOf(operation);
  return input === undefined ? [keyPrefix, name] : [keyPrefix, name, input];
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

export function isOurs({ queryKey: [first] }: { queryKey: readonly unknown[] }): boolean {
  return first === keyPrefix;
}
