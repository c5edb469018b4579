/** So many within so many seconds, whichever these are. */
export interface LimitRule {
  max: number;
  windowSeconds: number;
}

/** What a host allows each caller by default. */
export const defaultRateLimits = {
  // Calls by the kind of operation.
  read: { max: 900, windowSeconds: 60 },
  write: { max: 300, windowSeconds: 60 },
  post: { max: 100, windowSeconds: 60 },
  search: { max: 60, windowSeconds: 60 },
  upload: { max: 60, windowSeconds: 60 },
  // A page may show a hundred pictures, and many readers share an address.
  media: { max: 6_000, windowSeconds: 60 },
  stream: { max: 120, windowSeconds: 60 },
  auth: { max: 120, windowSeconds: 60 },
  register: { max: 30, windowSeconds: 3_600 },
  report: { max: 60, windowSeconds: 3_600 },
  // Each change goes through the timelines of all who follow the account.
  privacy: { max: 20, windowSeconds: 3_600 },
  // Wrong passwords.
  loginFromAddress: { max: 100, windowSeconds: 900 },
  loginToAccountFromAddress: { max: 10, windowSeconds: 900 },
  loginToAccount: { max: 100, windowSeconds: 3_600 },
  // Of an account, from where it has a session, when one of these is reached there.
  loginFromKnownAddress: { max: 50, windowSeconds: 900 },
  passwordOfSession: { max: 10, windowSeconds: 900 },
} satisfies Record<string, LimitRule>;

export type RateLimits = Record<keyof typeof defaultRateLimits, LimitRule>;

/** The kind of an operation; a caller has a bucket for each. */
export type OperationClass = (typeof operationClasses)[number];

export const operationClasses = [
  'read',
  'write',
  'post',
  'search',
  'upload',
  'media',
  'stream',
  'auth',
  'register',
  'report',
  'privacy',
] as const satisfies (keyof RateLimits)[];

/** Counted by address whoever is signed in: what asks for them has no account yet, or not this one. */
export const classesByAddress: ReadonlySet<OperationClass> = new Set(['auth', 'register']);

export function multiplyLimits(limits: RateLimits, factor: number): RateLimits {
  const multiply = ({ max, windowSeconds }: LimitRule) => ({
    max: Math.max(1, Math.round(max * factor)),
    windowSeconds,
  });
  // `as`: the same names.
  return Object.fromEntries(
    Object.entries(limits).map(([name, rule]) => [name, multiply(rule)]),
  ) as RateLimits;
}
