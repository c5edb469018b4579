const windowMs = 60_000;
const maxTold = 20;

/** Passes the like of an error on once a minute: while it cannot be reached, a queue may make thousands of one kind. */
export function limitErrors(onError: (error: unknown) => void): (error: unknown) => void {
  let told = new Set<string>();
  let since = 0;
  return (error) => {
    if (performance.now() - since > windowMs) {
      told = new Set();
      since = performance.now();
    }
    const like = String(error).replace(/\bjob \S+/, 'job');
    if (told.has(like) || told.size >= maxTold) return;
    told.add(like);
    onError(error);
  };
}
