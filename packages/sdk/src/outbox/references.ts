/** What stands in an input for the id that a write will have been answered with. */
export function referenceTo(writeId: string): string {
  return `outbox:${writeId}`;
}

/** So long that nobody tweets one. */
const pattern = /"outbox:(\d{13}-[\da-f]{32})"/g;

/** The writes whose answers an input waits for. */
export function referencesIn(input: unknown): string[] {
  return [...JSON.stringify(input).matchAll(pattern)].map(([, id = '']) => id);
}

/** The input with the ids that are known in their places. */
export function resolveReferences<Input>(input: Input, ids: ReadonlyMap<string, string>): Input {
  const resolved = JSON.stringify(input).replace(pattern, (reference, id) => {
    const known = ids.get(id);
    return known === undefined ? reference : JSON.stringify(known);
  });
  return JSON.parse(resolved);
}
