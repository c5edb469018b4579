export type EmbeddedPostgresErrorCode =
  /** Another live process holds the data folder. */
  | 'DATA_DIR_IN_USE'
  /** The data folder cannot be made or belongs to another user. */
  | 'DATA_DIR_NOT_ACCESSIBLE'
  /** No PostgreSQL binaries for this platform, or they were not installed. */
  | 'PLATFORM_UNSUPPORTED'
  /** Started as root, and the unprivileged user can neither reach the binaries nor a copy of them. */
  | 'BINARIES_UNREACHABLE'
  /** The cluster is there, its password file is not. */
  | 'PASSWORD_MISSING'
  /** `initdb` failed; the message quotes it. */
  | 'INITDB_FAILED'
  /** PostgreSQL did not come up; the message quotes the end of its log. */
  | 'START_FAILED'
  /** PostgreSQL ended again and again while it ran; the message quotes the end of its log. */
  | 'ENDED';

/** Thrown by `startEmbeddedPostgres`, or given to its `onLost`; the message says what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
