/** An error as Postgres can store it, which knows no NUL: unstored, a failure counts for nothing. */
export function withoutNul(error: unknown): Error {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof Error && !message.includes('\0') && !stack?.includes('\0')) return error;
  const clean = new Error(replaceNul(message), { cause: error });
  if (stack !== undefined) clean.stack = replaceNul(stack);
  return clean;
}

function replaceNul(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}
