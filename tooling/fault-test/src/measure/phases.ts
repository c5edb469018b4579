/** When what happened, in Unix milliseconds. */
export interface Phases {
  loadAt: number;
  faultAt: number;
  /** From when on nothing is broken any more, or what takes over can. */
  overAt: number;
  endAt: number;
}
