/** An error as Postgres can store it, which knows no NUL and no half of a surrogate pair: unstored, a failure counts for nothing. */
export function toStorableError(error: unknown): Error {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof Error && isStorable(message) && isStorable(stack ?? '')) return error;
  const clean = new Error(toStorable(message), { cause: error });
  if (stack !== undefined) clean.stack = toStorable(stack);
  return clean;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function toStorable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
