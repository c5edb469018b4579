export type Who = 'nobody' | 'user' | 'admin';

/** One thing to send. */
export type Request =
  | {
      edge: 'http';
      who: Who;
      /** Of the document, or what it is like. */
      name: string;
      method: string;
      path: string;
      headers: Record<string, string>;
      body: string | undefined;
    }
  | { edge: 'bytes'; bytes: Uint8Array }
  | { edge: 'socket'; who: Who; message: string | Uint8Array };

export type Outcome =
  | { status: number }
  /** Why the server is to blame. */
  | { fault: string };
