/** A request that reached the server, whatever became of it. */
export interface SeenRequest {
  method: string;
  /** With its query. */
  url: string;
  /** Names such as `tweets.create`; reads of one moment come together, as a batch. */
  operations: string[];
  /** Repetitions of a write have the one of the first attempt. */
  idempotencyKey: string | undefined;
  /** Of the answer; undefined while there is none, and when it never came. */
  status: number | undefined;
  /** Whether a fault of the test's met it. */
  faulted: boolean;
}
