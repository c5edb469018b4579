import type { Search } from './search.ts';

/** A second index beside the one that the database keeps itself. It may be down, lag behind and lose what it had. */
export interface SearchReplica {
  /** What it calls itself. */
  readonly engine: string;
  /**
   * What was built together under this name. Everything rejects where that is not there: what was lost is never taken for
   * what finds nothing.
   */
  of(generation: string): Search;
  /** Makes a generation of an installation, empty. @param installation lower-case letters and digits. @returns its name. */
  create(installation: string): Promise<string>;
  /** Whether it is there. @throws where it was made by another version of this code. */
  has(generation: string): Promise<boolean>;
  /** Removes all generations of its installation but this one. */
  keepOnly(generation: string): Promise<void>;
}
