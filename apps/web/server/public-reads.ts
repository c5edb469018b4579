/** What the pages for visitors need of the server that no client of its API can ask. */
export interface PublicReads {
  /** Whether there was a tweet that everybody could see, and its author has deleted it. */
  isDeletedTweet(id: string): Promise<boolean>;
}
