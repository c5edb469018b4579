/** What the pages for visitors need of the server that no client of its API can ask. */
export interface PublicReads {
  /** Whether there was a tweet that everybody could see, and its author has deleted it. */
  isDeletedTweet(id: string): Promise<boolean>;
  /** Counts a request that no operation of the API counts, by its address, as a search. @throws what the API answers to one too many */
  countSearch(address: string): Promise<void>;
  /** Of public accounts that search engines may show, newest first. */
  listIndexedUsernames(limit: number): Promise<string[]>;
}
