/** What the host calls this server, and its logo, if it has one of its own. */
export interface Brand {
  name: string;
  /** Its address. */
  logo?: string | undefined;
}
