/** A request that a page is made for. */
export interface PageRequest {
  /** Its `Cookie` header. */
  cookie: string | null | undefined;
  /**
   * The address that it comes from. A server that trusts the app as its proxy (`TRUST_PROXY`) then counts sign-ins and refreshes for
   * that address; else all users of the app share the limits of one.
   */
  address?: string | undefined;
  /** Its `User-Agent` header: the sessions of an account are listed with it. */
  userAgent?: string | undefined;
}
