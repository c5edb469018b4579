/** What waits to be done. Ages are in seconds, and undefined when nothing waits. */
export interface Backlog {
  /** Jobs by state; those that have succeeded are not kept. While the queue does not answer, all wait. */
  jobs: Record<'waiting' | 'active' | 'delayed' | 'failed', number>;
  /** How long ago the oldest job that is not done was made. */
  oldestJobAge: number | undefined;
  /** The same by the names of jobs. */
  oldestJobAges: Record<string, number>;
  /** Events that have not had their effects. */
  events: number;
  oldestEventAge: number | undefined;
}
