const MachineDate = globalThis.Date;

let stoppedAtMs: number | undefined;

/** From now on it is this time for whoever uses the `Date` of this file. */
export function stopDateAt(ms: number): void {
  stoppedAtMs = ms;
}

const now = () => stoppedAtMs ?? MachineDate.now();

/** `Date` by the test's clock; the build puts it in place of the global one. */
class ClockDate extends MachineDate {
  constructor(...given: [] | [value: number | string | Date]) {
    if (given.length === 0) super(now());
    // `as`: with several numbers too, which the type of a constructor cannot list beside the rest.
    else super(...(given as [number]));
  }

  static override now(): number {
    return now();
  }

  /** Times from elsewhere, such as of the database driver, are times. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof MachineDate;
  }
}

export { ClockDate as Date };
