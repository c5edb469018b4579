/** The server of an SDK, ours or one that speaks enough of the protocol of another's. */
export interface SubjectServer extends AsyncDisposable {
  url: string;
  /** Of a request, as the line notes it: one that asks for new tokens, one that posts. */
  refresh: RegExp;
  write: RegExp;
  /** Signs a new account in; the access token may have expired since. */
  signIn(name: string, access: 'valid' | 'expired'): Promise<Account>;
  /** Everything posted so far. */
  written(): Promise<Post[]>;
  /** Posts what each follower is to be told of. */
  publish(text: string): Promise<void>;
  /** How many follow at the moment; undefined if what they miss until then is brought to them. */
  readonly followers: number | undefined;
}

export interface Account {
  name: string;
  accessToken: string;
  refreshToken: string;
  /** What the client of this SDK keeps beside them. */
  more?: object;
}

export interface Post {
  author: string;
  text: string;
}
