/** Names a function by the path of its operation, by which `isErrorOf` knows it, minified or not. */
export function named<Operation extends object>(path: string, operation: Operation): Operation {
  return Object.defineProperty(operation, 'name', { value: path });
}
